using System.Net.Sockets;
using System.Security.Cryptography;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>
/// A side that does not read stops the other side's sender after a bounded number of bytes; nothing is lost when it
/// reads again.
/// </summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class BackPressureTests(TestedEngine engine) : OneBackendFixture(engine)
{
    private const int Sent = 64 * 1024 * 1024;

    [Test]
    public async Task A_reader_that_pauses_stops_the_sender_and_gets_everything_later([Values] bool download,
        [Values] bool senderEnds)
    {
        using var session = await Running.OpenAsync(Backend);
        var (sender, reader) = download ? (session.Server, session.Client) : (session.Client, session.Server);
        sender.FixBuffers();
        reader.FixBuffers();
        var progress = new Progress();
        var sending = SendAsync(sender, progress, senderEnds);
        await progress.StallsAsync();
        await TestContext.Out.WriteLineAsync(
            $"{progress.OnTheWay} bytes were on the way when the sender stopped; allowed are {OnTheWayMax()}.");
        Assert.That(sending.IsCompleted, Is.False);
        Assert.That(progress.OnTheWay, Is.LessThan(OnTheWayMax()));

        var received = await (senderEnds
            ? reader.ReceiveAllAsync(onReceived: progress.Received)
            : ReadAllAsync(reader, progress));
        Assert.That(progress.OnTheWayMost, Is.LessThan(OnTheWayMax()));
        Assert.That(received, Is.EqualTo(new Received(Sent, await sending, StreamEnd.Fin)));
    }

    [Test]
    public async Task A_reader_that_takes_a_byte_at_a_time_gets_them_all()
    {
        using var session = await Running.OpenAsync(Backend);
        session.Client.FixBuffers();
        var sending = SendAndFinishAsync(session.Server, 20_000);
        var received = await session.Client.ReceiveAllAsync(chunkMax: 1);
        Assert.That(received, Is.EqualTo(new Received(20_000, await sending, StreamEnd.Fin)));
    }

    [Test]
    public async Task A_client_that_left_its_answer_unread_does_not_stop_other_sessions()
    {
        using var stuck = await Running.OpenAsync(Backend);
        stuck.Client.FixBuffers();
        var progress = new Progress();
        var sending = SendAsync(stuck.Server, progress, senderEnds: true);
        await progress.StallsAsync();
        using var session = await Running.OpenAsync(Backend);
        for (var i = 0; i < 100; i++) await session.PingAsync();
        stuck.Client.Reset();
        Assert.That(async () => await sending, Throws.InstanceOf<SocketException>());
        await Running.EndedAsync(CloseReason.ClientReset);
    }

    /// <summary>
    /// The most that one direction may hold: the balancer's own buffer plus one read, and the kernel buffers of the
    /// balancer's two sockets, which grow up to the system's limits. The test's own sockets have fixed buffers of 256
    /// KiB, which the kernel doubles.
    /// </summary>
    private static long OnTheWayMax()
    {
        var own = new BalancerConfig().BufferSize + (64 * 1024);
        const long Tests = 4 * 512 * 1024;
        return own + KernelMax("tcp_rmem") + KernelMax("tcp_wmem") + Tests;
    }

    private static long KernelMax(string name) =>
        long.Parse(File.ReadAllText($"/proc/sys/net/ipv4/{name}").Split('\t')[2]);

    private static async Task<string> SendAndFinishAsync(Socket socket, int bytes)
    {
        var checksum = await socket.SendRandomAsync(bytes, 1000, seed: 1);
        socket.Shutdown(SocketShutdown.Send);
        return checksum;
    }

    private static async Task<string> SendAsync(Socket socket, Progress progress, bool senderEnds)
    {
        var checksum = await socket.SendRandomAsync(Sent, 64 * 1024, seed: 1, progress.Sent);
        if (senderEnds) socket.Shutdown(SocketShutdown.Send);
        return checksum;
    }

    /// <summary>Expects no FIN at the end: reads exactly as many bytes as were sent.</summary>
    private static async Task<Received> ReadAllAsync(Socket socket, Progress progress)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 * 1024];
        var deadline = Loopback.DeadlineFor(Sent);
        var bytes = 0L;
        while (bytes < Sent)
        {
            var read = await socket.ReceiveAsync(buffer, deadline);
            bytes += read;
            hash.AppendData(buffer.AsSpan(0, read));
            progress.Received(read);
        }

        return new Received(bytes, Convert.ToHexString(hash.GetHashAndReset()), StreamEnd.Fin);
    }

    /// <summary>The number of bytes sent and not yet received.</summary>
    private sealed class Progress
    {
        private long _sent;
        private long _onTheWay;
        private long _most;

        public long OnTheWay => Volatile.Read(ref _onTheWay);

        public long OnTheWayMost => Volatile.Read(ref _most);

        public void Sent(int bytes)
        {
            Interlocked.Add(ref _sent, bytes);
            var now = Interlocked.Add(ref _onTheWay, bytes);
            if (now > _most) _most = now; // The sender only.
        }

        public void Received(int bytes) => Interlocked.Add(ref _onTheWay, -bytes);

        /// <summary>
        /// Waits until the sender has not moved for a while. On a paused machine this may be too early, which only
        /// makes the test weaker.
        /// </summary>
        public async Task StallsAsync()
        {
            var (seen, since) = (-1L, TimeProvider.System.GetTimestamp());
            while (seen <= 0 || TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromMilliseconds(250))
            {
                await Task.Delay(10);
                var now = Volatile.Read(ref _sent);
                if (now != seen) (seen, since) = (now, TimeProvider.System.GetTimestamp());
            }
        }
    }
}
