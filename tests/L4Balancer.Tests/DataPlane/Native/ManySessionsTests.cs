using System.Runtime.Versioning;
using L4Balancer.Core;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Native;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane.Native;

/// <summary>More sessions on one loop than a walk visits in one turn.</summary>
[Platform("Linux"), SupportedOSPlatform("linux")]
internal sealed class ManySessionsTests
{
    private const int Sessions = Limits.SessionsPerLook + 100;

    [Test]
    public async Task All_are_seen_counted_and_ended_piece_by_piece()
    {
        using var backend = Loopback.Listen(backlog: 128);
        await using var balancer = await RunningBalancer.StartAsync(
            TestedEngine.Native, [Loopback.AddressOf(backend)], config: c => c with { Workers = 1 });
        var engine = balancer.Balancer.Engine;
        var sessions = new List<RelayedSession>();
        try
        {
            for (var i = 0; i < Sessions; i++) sessions.Add(await balancer.OpenAsync(backend));
            foreach (var session in sessions) await session.Client.SendAsync("?");
            foreach (var session in sessions) await session.Server.ReadAsync(1);

            var list = await engine.ListSessionsAsync(new SessionFilter { Limit = 5 }, Loopback.Deadline);
            Assert.That((list.Total, list.Sessions.Count), Is.EqualTo((Sessions, 5)));

            await engine.FlushBytesAsync(Loopback.Deadline);
            var uploaded = engine.Listeners.Single().BytesUploaded;
            Assert.That(uploaded, Is.EqualTo(balancer.Backend(backend).Counters.BytesUploaded));
            Assert.That(uploaded, Is.GreaterThanOrEqualTo(Sessions));

            var ended = await engine.EndSessionsAsync(
                "pool", Loopback.AddressOf(backend), CloseReason.Drained, Sessions - 7);
            Assert.That((ended, engine.ActiveSessions), Is.EqualTo((Sessions - 7, 7)));
            Assert.That(balancer.Counters.Ended(CloseReason.Drained), Is.EqualTo(Sessions - 7));
            await AssertThatOnlyTheRestIsLeftAsync((NativeEngine)engine, rest: 7);
            Assert.That((await engine.ListSessionsAsync(new SessionFilter(), Loopback.Deadline)).Total, Is.EqualTo(7));
        }
        finally
        {
            foreach (var session in sessions) session.Dispose();
        }
    }

    /// <summary>
    /// After the peak the cost of a walk depends on the running sessions only, and the other session objects are
    /// released.
    /// </summary>
    private static async Task AssertThatOnlyTheRestIsLeftAsync(NativeEngine engine, int rest)
    {
        var (worker, seen) = (engine.Workers[0], 0);
        await engine.WalkAsync(
            worker,
            _ =>
            {
                seen++;
                return true;
            },
            Loopback.Deadline);
        Assert.That((seen, worker.Running.Count), Is.EqualTo((rest, rest)));
        await Eventually.HoldsAsync(
            () => worker.FreeSessions <= NativeWorker.SessionsKept, () => $"few free objects; {worker.FreeSessions}");
    }
}
