using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane.Native;

/// <summary>The initial bytes of a relay, and that it can be taken out at any moment and continue elsewhere.</summary>
[Platform("Linux"), SupportedOSPlatform("linux")]
internal sealed class RelayStateTests
{
    private const int KiB = 1024;
    private SocketPair _client = null!;
    private SocketPair _server = null!;

    [SetUp]
    public async Task OpenAsync() =>
        (_client, _server) = (await SocketPair.OpenAsync(), await SocketPair.OpenAsync());

    [TearDown]
    public void Close()
    {
        _client.Dispose();
        _server.Dispose();
    }

    [Test]
    public void Seeded_bytes_are_sent_first_and_without_an_event([Values] RelayKind kind)
    {
        using var relay = new NativeRelayBench(_client, _server, kind, 4 * KiB);
        relay.Seed("HEADER "u8, "preread "u8);
        relay.Open();
        relay.Pump();
        Assert.That(ReceiveNow(_server.Far, "HEADER preread ".Length), Is.EqualTo("HEADER preread "));
        Assert.That(relay.Uploaded, Is.EqualTo("preread ".Length), "A header is not the client's.");

        _client.Far.Send("and more"u8);
        Assert.That(_client.Near.Poll(Loopback.Patience, SelectMode.SelectRead), Is.True);
        relay.Deliver();
        Assert.That(ReceiveNow(_server.Far, "and more".Length), Is.EqualTo("and more"));
        Assert.That(relay.Uploaded, Is.EqualTo("preread and more".Length));
    }

    [Test]
    public async Task What_was_left_unread_behind_a_preread_needs_no_event([Values] RelayKind kind)
    {
        using var relay = new NativeRelayBench(_client, _server, kind, 4 * KiB);
        _client.Far.Send(" rest"u8);
        _client.Far.Shutdown(SocketShutdown.Send);
        await _client.Far.FlushedAsync(); // The FIN, too.
        relay.Seed(default, "preread"u8);
        relay.Open();
        relay.Pump();
        Assert.That(ReceiveNow(_server.Far, "preread rest".Length), Is.EqualTo("preread rest"));
        Assert.That(_server.Far.Poll(Loopback.Patience, SelectMode.SelectRead), Is.True);
        Assert.That(_server.Far.Receive(new byte[1]), Is.Zero, "The FIN was passed on.");
    }

    [Test]
    public void Seeds_may_be_larger_than_a_buffer_of_the_stock()
    {
        var preread = new byte[100 * KiB];
        Random.Shared.NextBytes(preread);
        using var relay = new NativeRelayBench(_client, _server, RelayKind.Copy, 4 * KiB);
        relay.Seed("H"u8, preread);
        relay.Open();
        var stream = new PlayedStream([], [(byte)'H', .. preread], _client.Far, _server.Far);
        relay.Pump();
        for (stream.Send(0); !stream.HasEnded; stream.Receive(7 * KiB)) relay.Deliver();
        Assert.That(relay.Uploaded, Is.EqualTo(preread.Length));
    }

    [Test]
    public void Seeds_beyond_the_limit_are_refused()
    {
        using var relay = new NativeRelayBench(_client, _server, RelayKind.Copy, 4 * KiB);
        Assert.That(() => relay.Seed("H"u8, new byte[Limits.HeldBytesMax]), Throws.TypeOf<InvariantException>());
    }

    [Test]
    public void Bytes_that_a_slow_target_has_not_taken_go_on_elsewhere(
        [Values] RelayKind first, [Values] RelayKind second)
    {
        var bytes = new byte[4000 * KiB];
        new Random(1).NextBytes(bytes);
        using var relay = new NativeRelayBench(_client, _server, first, 64 * KiB);
        relay.Open();
        var stream = new PlayedStream(bytes, bytes, _client.Far, _server.Far);
        for (var rounds = 0; rounds < 10;)
        {
            // Full from end to end; the last rounds fill the space too small for the kernel to report as writable.
            if (!_client.Far.Poll(0, SelectMode.SelectWrite) && !_server.Near.Poll(0, SelectMode.SelectWrite)) rounds++;
            stream.Send(bytes.Length);
            relay.Deliver();
        }

        var state = relay.TakeOut();
        Assert.That(state.Upload.Held.Length, Is.Positive);
        relay.PutBack(state, second, 16 * KiB);
        var deadline = Loopback.DeadlineFor(bytes.Length);
        for (; !stream.HasEnded; stream.Receive(64 * KiB))
        {
            deadline.ThrowIfCancellationRequested();
            stream.Send(64 * KiB);
            relay.Deliver();
        }

        Assert.That(relay.Uploaded, Is.EqualTo(bytes.Length));
    }

    [Test]
    public void Random_streams_survive_being_taken_out_at_random_moments(
        [Values] RelayKind first, [Values] RelayKind second)
    {
        var random = new Random(Seeds.Next());
        var (upload, download) = (RandomBytes(random), RandomBytes(random));
        var header = upload[..random.Next(200)];
        var preread = random.Next(20 * KiB);
        using var relay = new NativeRelayBench(_client, _server, first, BufferSize(random));
        relay.Seed(header, upload.AsSpan(0, preread));
        relay.Open();
        relay.Pump();
        var up = new PlayedStream(upload[preread..], [.. header, .. upload], _client.Far, _server.Far);
        var down = new PlayedStream(download, download, _server.Far, _client.Far);
        var (moves, held) = (0, 0);
        var deadline = Loopback.DeadlineFor(long.MaxValue);
        while (!relay.IsOver)
        {
            deadline.ThrowIfCancellationRequested();
            for (var steps = random.Next(1, 20); steps > 0; steps--) Play(random, up, down);
            relay.Deliver();
            if (relay.IsOver || random.Next(2) != 0) continue;
            var state = relay.TakeOut();
            moves++;
            if (state.Upload.Held.Length + state.Download.Held.Length > 0) held++;
            Assert.That(state.Upload.Bytes + state.Upload.Uncounted - state.Upload.Held.Length,
                Is.GreaterThanOrEqualTo(up.Received));
            relay.PutBack(state, moves % 2 == 0 ? first : second, BufferSize(random));
        }

        // Closing the two sockets sends the last FIN.
        _client.Near.Dispose();
        _server.Near.Dispose();
        for (; !up.HasEnded || !down.HasEnded; down.Receive(64 * KiB))
        {
            deadline.ThrowIfCancellationRequested();
            up.Receive(64 * KiB);
        }

        Assert.That((relay.Uploaded, relay.Downloaded), Is.EqualTo(((long)upload.Length, (long)download.Length)));
        Assert.That(relay.Reason, Is.EqualTo(CloseReason.ClientClosed).Or.EqualTo(CloseReason.BackendClosed));
        TestContext.Out.WriteLine($"Taken out {moves} times, {held} times with bytes held.");
        Assert.That(moves, Is.Positive);
    }

    /// <summary>Plays one piece at one of the four ends; some pieces are far larger than others.</summary>
    internal static void Play(Random random, PlayedStream up, PlayedStream down)
    {
        var size = 1 + random.Next(random.Next(3) == 0 ? 64 * KiB : 2 * KiB);
        var stream = random.Next(2) == 0 ? up : down;
        if (random.Next(5) < 3) stream.Send(size);
        else stream.Receive(size);
    }

    private static byte[] RandomBytes(Random random)
    {
        var bytes = new byte[random.Next(4000 * KiB, 6000 * KiB)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static int BufferSize(Random random) => random.Next(4 * KiB, 64 * KiB);

    private static string ReceiveNow(Socket socket, int length)
    {
        var (buffer, done) = (new byte[length], 0);
        while (done < length)
        {
            Assert.That(socket.Poll(Loopback.Patience, SelectMode.SelectRead), Is.True);
            done += socket.Receive(buffer.AsSpan(done));
        }

        return Encoding.ASCII.GetString(buffer);
    }
}
