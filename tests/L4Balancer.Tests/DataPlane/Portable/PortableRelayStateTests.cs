using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Tests.DataPlane.Native;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane.Portable;

/// <summary>The initial bytes of a relay, and that it can be taken out at any moment and continue elsewhere.</summary>
[Platform("Linux"), SupportedOSPlatform("linux")]
internal sealed class PortableRelayStateTests
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
    public async Task Reader_adds_what_comes_and_notices_the_end()
    {
        using var bench = new PortableRelayBench(_client, _server, 4 * KiB);
        _client.Far.Send("PROXY "u8);
        Assert.That(await ReadAsync(bench), Is.EqualTo(("PROXY ", true)));
        _client.Far.Send("hello"u8);
        Assert.That(await ReadAsync(bench), Is.EqualTo(("PROXY hello", true)));
        bench.Reader.Bytes.Consume("PROXY ".Length);
        _client.Far.Shutdown(SocketShutdown.Send);
        Assert.That(await ReadAsync(bench), Is.EqualTo(("hello", false)));
    }

    [Test]
    public async Task Reader_takes_no_more_than_it_may()
    {
        using var bench = new PortableRelayBench(_client, _server, 4 * KiB);
        _client.Far.Send(new byte[6 * KiB]);
        await bench.Reader.TryReadMoreAsync(max: 10, Loopback.Deadline);
        Assert.That(bench.Reader.Bytes.Count, Is.InRange(1, 10));
    }

    [Test]
    public async Task Stopped_read_loses_nothing()
    {
        using var bench = new PortableRelayBench(_client, _server, 4 * KiB);
        using var stop = new CancellationTokenSource();
        var reading = bench.Reader.TryReadMoreAsync(KiB, stop.Token);
        await stop.CancelAsync();
        Assert.That(async () => await reading, Throws.InstanceOf<OperationCanceledException>());
        _client.Far.Send("hello"u8);
        Assert.That(await ReadAsync(bench), Is.EqualTo(("hello", true)));
    }

    [Test]
    public async Task Relay_begins_with_the_header_and_with_what_was_not_consumed()
    {
        using var before = new PortableRelayBench(_client, _server, 4 * KiB);
        _client.Far.Send("PROXY hello"u8);
        _ = await ReadAsync(before);
        before.Reader.Bytes.Consume("PROXY ".Length);
        using var relay = before.Begin("HEADER "u8.ToArray());
        _client.Far.Send(" and more"u8);
        _client.Far.Shutdown(SocketShutdown.Send);
        var received = await _server.Far.ReadToEndAsync();
        Assert.That(Encoding.ASCII.GetString(received.Bytes), Is.EqualTo("HEADER hello and more"));
        Assert.That(relay.Uploaded, Is.EqualTo("hello and more".Length), "A header is not the client's.");
        _server.Far.Shutdown(SocketShutdown.Send);
        Assert.That(await relay.Run, Is.EqualTo(CloseReason.ClientClosed));
    }

    [Test]
    public async Task Relay_that_is_idle_or_half_closed_goes_on_after_it_was_taken_out()
    {
        using var first = new PortableRelayBench(_client, _server, 4 * KiB).Begin([]);
        using var second = first.PutBack((await first.TakeOutAsync())!);
        _client.Far.Send("question"u8);
        _client.Far.Shutdown(SocketShutdown.Send);
        Assert.That((await _server.Far.ReadToEndAsync()).Bytes, Has.Length.EqualTo("question".Length));
        await Eventually.HoldsAsync(() => second.HalfClosed == 1, () => "the session is half-closed");

        var state = (await second.TakeOutAsync())!;
        Assert.That((state.Upload.IsEnded, state.Download.IsEnded), Is.EqualTo((true, false)));
        using var third = second.PutBack(state);
        _server.Far.Send("answer"u8);
        _server.Far.Shutdown(SocketShutdown.Send);
        Assert.That((await _client.Far.ReadToEndAsync()).Bytes, Has.Length.EqualTo("answer".Length));
        Assert.That(await third.Run, Is.EqualTo(CloseReason.ClientClosed));
        Assert.That(await third.TakeOutAsync(), Is.Null, "A relay that has ended cannot be taken out.");
    }

    [Test]
    public async Task Bytes_received_at_the_moment_of_the_stop_are_held()
    {
        var time = new WatchedTime();
        using var relay = new PortableRelayBench(_client, _server, 4 * KiB, time).Begin([]);
        var taken = new TaskCompletionSource<RelayState?>();
        time.AtNextLook = () => _ = relay.TakeOutAsync().ContinueWith(
            task => taken.SetFromTask(task), TaskScheduler.Default);

        // The relay looks at the clock between the receive and the pipe.
        _client.Far.Send("hello"u8);
        var state = (await taken.Task)!;
        Assert.That(Encoding.ASCII.GetString(state.Upload.Held.Span), Is.EqualTo("hello"));
        Assert.That(state.Upload.Bytes, Is.EqualTo("hello".Length));
    }

    [Test]
    public async Task Relay_of_one_engine_goes_on_in_the_other([Values] RelayKind kind)
    {
        var bytes = new byte[4000 * KiB];
        new Random(1).NextBytes(bytes);
        var stream = new PlayedStream(bytes, bytes, _client.Far, _server.Far);
        using var first = new PortableRelayBench(_client, _server, 64 * KiB).Begin([]);
        var state = await FillAsync(first, stream, bytes.Length);
        while (state.Upload.Held.Length == 0)
        {
            // What it had read was sent, and it had not come to read more.
            using var again = first.PutBack(state);
            state = await FillAsync(again, stream, bytes.Length);
        }

        using var native = new NativeRelayBench(_client, _server, kind, 64 * KiB);
        native.PutBack(state, kind, 64 * KiB);
        var deadline = Loopback.DeadlineFor(bytes.Length);
        while (stream.Received < bytes.Length / 2)
        {
            deadline.ThrowIfCancellationRequested();
            stream.Receive(64 * KiB);
            stream.Send(64 * KiB);
            native.Deliver();
        }

        using var last = first.PutBack(native.TakeOut());
        for (; !stream.HasEnded; stream.Receive(64 * KiB))
        {
            deadline.ThrowIfCancellationRequested();
            stream.Send(64 * KiB);
            await Task.Yield();
        }

        Assert.That(last.Uploaded, Is.EqualTo(bytes.Length));
    }

    [Test]
    public async Task Random_streams_survive_being_taken_out_at_random_moments()
    {
        var random = new Random(Seeds.Next());
        var (upload, download) = (RandomBytes(random), RandomBytes(random));
        var header = upload[..random.Next(200)];
        var up = new PlayedStream(upload, [.. header, .. upload], _client.Far, _server.Far);
        var down = new PlayedStream(download, download, _server.Far, _client.Far);
        var before = new PortableRelayBench(_client, _server, random.Next(4 * KiB, 64 * KiB));
        up.Send(random.Next(1, 20 * KiB));
        await before.Reader.TryReadMoreAsync(KiB, Loopback.Deadline);
        var relay = before.Begin(header);
        var (moves, held) = (0, 0);
        var deadline = Loopback.DeadlineFor(long.MaxValue);
        while (!relay.Run.IsCompleted)
        {
            deadline.ThrowIfCancellationRequested();
            for (var steps = random.Next(1, 20); steps > 0; steps--) RelayStateTests.Play(random, up, down);
            await Task.Yield();
            if (random.Next(2) != 0 || await relay.TakeOutAsync() is not { } state) continue;
            moves++;
            if (state.Upload.Held.Length + state.Download.Held.Length > 0) held++;
            relay.Dispose();
            relay = relay.PutBack(state);
        }

        for (; !up.HasEnded || !down.HasEnded; down.Receive(64 * KiB))
        {
            deadline.ThrowIfCancellationRequested();
            up.Receive(64 * KiB);
        }

        Assert.That((relay.Uploaded, relay.Downloaded), Is.EqualTo(((long)upload.Length, (long)download.Length)));
        Assert.That(
            await relay.Run, Is.EqualTo(CloseReason.ClientClosed).Or.EqualTo(CloseReason.BackendClosed));
        relay.Dispose();
        await TestContext.Out.WriteLineAsync($"Taken out {moves} times, {held} times with bytes held.");
        Assert.That(moves, Is.Positive);
    }

    /// <summary>Sends until everything on the way to the slow server is full, and takes the relay out.</summary>
    private async Task<RelayState> FillAsync(PortableRelayBench relay, PlayedStream stream, int bytes)
    {
        await Eventually.HoldsAsync(
            () =>
            {
                var before = stream.Sent;
                stream.Send(bytes);
                return stream.Sent == before && !_server.Near.Poll(0, SelectMode.SelectWrite);
            },
            () => "everything on the way to the slow server is full");
        return (await relay.TakeOutAsync())!;
    }

    private static async Task<(string Text, bool HasMore)> ReadAsync(PortableRelayBench bench)
    {
        var hasMore = await bench.Reader.TryReadMoreAsync(KiB, Loopback.Deadline);
        return (Encoding.ASCII.GetString(bench.Reader.Bytes.Span), hasMore);
    }

    private static byte[] RandomBytes(Random random)
    {
        var bytes = new byte[random.Next(4000 * KiB, 6000 * KiB)];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>The clock of the system, which calls back once when somebody looks at it.</summary>
    private sealed class WatchedTime : TimeProvider
    {
        private Action? _atNextLook;

        public Action AtNextLook
        {
            set => Volatile.Write(ref _atNextLook, value);
        }

        public override long GetTimestamp()
        {
            Interlocked.Exchange(ref _atNextLook, null)?.Invoke();
            return base.GetTimestamp();
        }
    }
}
