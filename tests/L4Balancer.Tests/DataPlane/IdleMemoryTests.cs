using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>
/// What an idle session costs. Measured is the managed heap of this process after a full collection, less the same for
/// connections that go to the backend without the balancer: what remains is the session's own objects and the
/// framework's objects of its two sockets, the kernel's part not included.
/// </summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class IdleMemoryTests(TestedEngine engine)
{
    /// <summary>So many that what else the process does meanwhile hardly shows; four file descriptors each.</summary>
    private const int Sessions = 3000;

    /// <summary>
    /// What else the process does meanwhile can only add: the least of so many is nearest to the truth.
    /// </summary>
    private const int Attempts = 3;

    /// <summary>
    /// A session that held one buffer of 16 KiB, in only one of its directions, would be far above it.
    /// </summary>
    private const int BytesPerSessionMax = 8 * 1024;

    [Test]
    public async Task An_idle_session_owns_no_buffer()
    {
        using var backend = Loopback.Listen(backlog: Sessions);
        await using var balancer = await RunningBalancer.StartAsync(engine, [Loopback.AddressOf(backend)]);
        (await OpenUsedAsync(balancer.Address, backend)).Dispose();
        var least = long.MaxValue;
        for (var attempt = 0; attempt < Attempts && least > BytesPerSessionMax; attempt++)
        {
            var direct = await MeasureAsync(Loopback.AddressOf(backend), backend);
            var balanced = await MeasureAsync(balancer.Address, backend);
            await balancer.NothingLeftAsync();
            await TestContext.Out.WriteLineAsync($"{balanced - direct} bytes of managed heap per idle session.");
            least = Math.Min(least, balanced - direct);
        }

        Assert.That(least, Is.LessThanOrEqualTo(BytesPerSessionMax));
    }

    private static async Task<long> MeasureAsync(NetAddress address, Socket backend)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var open = new List<RelayedSession>(Sessions);
        for (var i = 0; i < Sessions; i++) open.Add(await OpenUsedAsync(address, backend));
        var after = GC.GetTotalMemory(forceFullCollection: true);
        foreach (var session in open) session.Dispose();
        return (after - before) / Sessions;
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
