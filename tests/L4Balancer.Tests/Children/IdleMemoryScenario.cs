using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Children;

/// <summary>
/// What idle sessions cost in a process that has done nothing else: what the framework keeps of earlier sockets would
/// count with them. Measured is the managed heap after a full collection, less the same for connections that go to the
/// backend without the balancer: what remains is the session's own objects and the framework's objects of its two
/// sockets, the kernel's part not included.
/// </summary>
internal static class IdleMemoryScenario
{
    /// <summary>So many that what else the process does meanwhile hardly shows; four file descriptors each.</summary>
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
    /// Of live objects only. The framework's own way, GetTotalMemory(true), is content with 5 % of the whole heap.
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
    /// It has moved bytes both ways, so that a buffer once taken would still be there if it were kept.
    /// </summary>
    private static async Task<RelayedSession> OpenUsedAsync(NetAddress address, Socket backend)
    {
        var session = await RelayedSession.OpenAsync(address, backend);
        await session.PingAsync();
        return session;
    }
}
