using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Children;

/// <summary>
/// The cost of idle sessions in a process that has done nothing else: memory that the framework keeps for earlier
/// sockets would count too. It measures the managed heap after a full collection, minus the same for connections that
/// go to the backend without the balancer: the remainder is the session's own objects and the framework's objects of
/// its two sockets, excluding kernel memory.
/// </summary>
internal static class IdleMemoryScenario
{
    /// <summary>Enough that other activity of the process is negligible; four file descriptors each.</summary>
    private const int Sessions = 3000;

    public static async Task RunAsync(TestedEngine engine)
    {
        using var backend = Loopback.Listen(backlog: Sessions);
        await using var balancer =
            await RunningBalancer.StartAsync(engine, [Loopback.AddressOf(backend)], options: ChildProgram.Quiet);
        (await OpenUsedAsync(balancer.Address, backend)).Dispose();
        var direct = await MeasureAsync(Loopback.AddressOf(backend), backend);
        var balanced = await MeasureAsync(balancer.Address, backend);
        await balancer.NothingLeftAsync();
        ChildProgram.Tell("bytes", balanced - direct);
    }

    private static async Task<long> MeasureAsync(NetAddress address, Socket backend)
    {
        var before = HeapBytes();
        var open = new List<RelayedSession>(Sessions);
        for (var i = 0; i < Sessions; i++) open.Add(await OpenUsedAsync(address, backend));
        var after = HeapBytes();
        foreach (var session in open) session.Dispose();
        return (after - before) / Sessions;
    }

    /// <summary>
    /// Only live objects. The framework's GetTotalMemory(true) is only accurate to 5 % of the whole heap.
    /// </summary>
    private static long HeapBytes()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: false);
    }

    /// <summary>
    /// It has moved data both ways, so that a buffer that was kept would be counted.
    /// </summary>
    private static async Task<RelayedSession> OpenUsedAsync(NetAddress address, Socket backend)
    {
        var session = await RelayedSession.OpenAsync(address, backend);
        await session.PingAsync();
        return session;
    }
}
