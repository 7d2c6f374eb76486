using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Admission;
using L4Balancer.Handover;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Handover;

/// <summary>
/// A handover from one balancer to another by the messages of the protocol: it is complete, or everything is as before.
/// </summary>
[TestFixtureSource(nameof(Pairs))]
internal sealed class HandoverTests(TestedEngine from, TestedEngine to) : BackendFixture
{
    private const int Bytes = 8 * 1024 * 1024;

    private static IEnumerable<TestFixtureData> Pairs =>
        from a in new[] { TestedEngine.Native, TestedEngine.Portable }
        from b in new[] { TestedEngine.Native, TestedEngine.Portable }
        select new TestFixtureData(a, b);

    [Test]
    public async Task Sessions_go_on_in_the_successor_and_new_clients_come_to_it()
    {
        await using var old = await StartAsync(from);
        using var busy = await OpenAsync(old);
        using var idle = await OpenAsync(old);
        using var half = await OpenAsync(old);
        half.Client.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        await half.Server.ReadToEndAsync();
        var flows = Flow(busy);
        await using var pair = new HandoverPair(listeners => StartAsync(to, listeners));
        await pair.RunAsync(old);
        Assert.That((pair.Failure?.Message, pair.Report?.Sessions, pair.Taken), Is.EqualTo(((string?)null, 3, 3)));
        var next = pair.Next!;
        TestContext.Out.WriteLine($"paused for {pair.Report!.Pause.TotalMilliseconds} ms");
        await flows;
        await idle.PingAsync();
        await half.Server.SendAsync("more");
        Assert.That(await half.Client.ReadAsync(4), Is.EqualTo("more"));
        using var later = await next.OpenAsync(Backend);
        await later.PingAsync();
        var seen = await next.Balancer.Engine.ListSessionsAsync(new SessionFilter(), Loopback.Deadline);
        Assert.That(seen.Sessions.Select(s => s.Id), Is.Unique.And.Exactly(4).Items);
        Assert.That(next.Balancer.Engine.Listeners.Single().Active, Is.EqualTo(4));
        Assert.That((old.Balancer.Engine.ActiveSessions, old.Counters.EndedTotal), Is.EqualTo((0, 0L)));
        Assert.That(old.Counters.Bugs + next.Counters.Bugs, Is.Zero);
    }

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
