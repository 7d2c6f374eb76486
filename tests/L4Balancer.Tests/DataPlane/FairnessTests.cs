using System.Net.Sockets;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>A session that can move bytes without pause does not keep the others from moving.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class FairnessTests(TestedEngine engine)
{
    [Test]
    public async Task A_hundred_small_sessions_finish_their_round_trips_beside_bulk_sessions_that_never_pause()
    {
        using var backend = Loopback.Listen();
        await using var balancer = await RunningBalancer.StartAsync(engine, [Loopback.AddressOf(backend)]);
        using var stop = new CancellationTokenSource();
        var moved = new long[2];
        using var up = await balancer.OpenAsync(backend);
        using var down = await balancer.OpenAsync(backend);
        var bulk = new[]
        {
            PumpAsync(up.Client, stop.Token), SinkAsync(up.Server, moved, 0),
            PumpAsync(down.Server, stop.Token), SinkAsync(down.Client, moved, 1),
        };
        await Eventually.HoldsAsync(() => Volatile.Read(ref moved[0]) > 0 && Volatile.Read(ref moved[1]) > 0,
            () => "both move");

        var small = new List<RelayedSession>();
        for (var i = 0; i < 100; i++) small.Add(await balancer.OpenAsync(backend));
        await Task.WhenAll(small.Select(PingManyAsync));
        var (movedUp, movedDown) = (Volatile.Read(ref moved[0]), Volatile.Read(ref moved[1]));
        Assert.That(bulk.Any(b => b.IsCompleted), Is.False, "The bulk sessions moved all the time.");

        // And the small ones did not keep the bulk ones from moving.
        await Eventually.HoldsAsync(
            () => Volatile.Read(ref moved[0]) > movedUp && Volatile.Read(ref moved[1]) > movedDown,
            () => "both still move");
        await stop.CancelAsync();
        await Task.WhenAll(bulk);
        foreach (var session in small) session.Dispose();
    }

    private static async Task PingManyAsync(RelayedSession session)
    {
        for (var i = 0; i < 20; i++) await session.PingAsync();
    }

    private static async Task PumpAsync(Socket socket, CancellationToken stop)
    {
        var buffer = new byte[256 * 1024];
        while (!stop.IsCancellationRequested) await socket.SendAsync(buffer, Loopback.Deadline);
        socket.Shutdown(SocketShutdown.Send);
    }

    private static async Task SinkAsync(Socket socket, long[] moved, int index)
    {
        var buffer = new byte[256 * 1024];
        var deadline = Loopback.DeadlineFor(long.MaxValue);
        for (int read; (read = await socket.ReceiveAsync(buffer, deadline)) > 0;)
            Interlocked.Add(ref moved[index], read);
    }
}
