using System.Runtime.Versioning;
using L4Balancer.DataPlane.Admission;
using L4Balancer.Handover;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Handover;

/// <summary>
/// A handover from one balancer to another by the messages of the protocol, of which the successor fails: everything
/// is as before. That it can be complete is shown between processes.
/// </summary>
[TestFixtureSource(nameof(Pairs))]
[SupportedOSPlatform("linux")]
internal sealed class HandoverTests(TestedEngine from, TestedEngine to) : BackendFixture
{
    private const int Bytes = 8 * 1024 * 1024;

    private static IEnumerable<TestFixtureData> Pairs =>
        from a in new[] { TestedEngine.Native, TestedEngine.Portable }
        from b in new[] { TestedEngine.Native, TestedEngine.Portable }
        select new TestFixtureData(a, b);

    [Test]
    public async Task A_successor_that_ends_at_any_step_leaves_everything_as_before(
        [Values(HandoverStep.Greeted, HandoverStep.StateSent, HandoverStep.Ready, HandoverStep.SessionsSent,
            HandoverStep.Prepared, HandoverStep.Committed)]
        HandoverStep step)
    {
        await using var old = await StartAsync(from);
        using var busy = await OpenAsync(old);
        using var idle = await OpenAsync(old);
        var flows = Flow(busy);
        await using var pair = new HandoverPair(listeners => StartAsync(to, listeners)) { SuccessorFails = step };
        await pair.RunAsync(old);
        Assert.That(pair.Failure?.Message, Is.EqualTo("the other process has ended"));
        await flows;
        await idle.PingAsync();
        using var later = await old.OpenAsync(Backend);
        await later.PingAsync();
        Assert.That(old.Balancer.Engine.ActiveSessions, Is.EqualTo(3));
        Assert.That((pair.Taken, pair.Next?.Balancer.Engine.ActiveSessions ?? 0), Is.EqualTo(((int?)null, 0)));
        Assert.That(old.Counters.EndedTotal + old.Counters.Bugs, Is.Zero);
    }

    private static Task Flow(RelayedSession session) => Task.WhenAll(
        StreamCheck.RunAsync(session.Client, session.Server, Bytes, Seeds.Next()),
        StreamCheck.RunAsync(session.Server, session.Client, Bytes, Seeds.Next()));

    private async Task<RelayedSession> OpenAsync(RunningBalancer balancer)
    {
        var session = await balancer.OpenAsync(Backend);
        await session.PingAsync();
        return session;
    }

    private Task<RunningBalancer> StartAsync(
        TestedEngine engine, IReadOnlyList<InheritedListener>? listeners = null) =>
        RunningBalancer.StartAsync(
            engine, [Loopback.AddressOf(Backend)], options: o => o with { Inherited = listeners ?? [] });
}
