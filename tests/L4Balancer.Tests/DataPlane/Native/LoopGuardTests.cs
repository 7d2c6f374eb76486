using System.Net.Sockets;
using System.Runtime.Versioning;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Native;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane.Native;

/// <summary>
/// Work posted to the loops of the engine: a bug in it ends only what it concerns, and the work runs in order.
/// </summary>
[Platform("Linux"), SupportedOSPlatform("linux")]
internal sealed class LoopGuardTests : BackendFixture
{
    [Test]
    public async Task Posted_work_that_throws_ends_no_session_and_no_loop()
    {
        await using var balancer = await StartAsync(workers: 2);
        var engine = (NativeEngine)balancer.Balancer.Engine;
        using var session = await balancer.OpenAsync(Backend);
        foreach (var worker in engine.Workers)
        {
            for (var i = 0; i < 3; i++) worker.Post(static () => throw new InvalidOperationException("a bug"));
        }

        Assert.That(await balancer.Balancer.IsTurningAsync(Loopback.Deadline), Is.True);
        Assert.That(balancer.Counters.Bugs, Is.EqualTo(6));
        await session.PingAsync();
    }

    [Test]
    public async Task A_session_that_throws_in_a_walk_ends_and_the_walk_goes_on()
    {
        await using var balancer = await StartAsync(workers: 1);
        var engine = (NativeEngine)balancer.Balancer.Engine;
        using var first = await balancer.OpenAsync(Backend);
        using var second = await balancer.OpenAsync(Backend);
        using var third = await balancer.OpenAsync(Backend);
        var seen = new List<ulong>();
        await engine.WalkAsync(
            engine.Workers[0],
            session =>
            {
                seen.Add(session.Id);
                session.Guard(s => seen.Count == 2 ? throw new InvalidOperationException("a bug") : s.Id, 0UL);
                return true;
            },
            Loopback.Deadline);
        Assert.That(seen, Is.Unique.And.Count.EqualTo(3));
        Assert.That((await second.Client.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
        Assert.That((balancer.Counters.Ended(CloseReason.Bug), balancer.Counters.Bugs), Is.EqualTo((1L, 1L)));
        await first.PingAsync();
        await third.PingAsync();
    }

    [Test]
    public async Task A_walk_whose_own_look_throws_tells_whoever_asked_and_ends_no_session()
    {
        await using var balancer = await StartAsync(workers: 1);
        var engine = (NativeEngine)balancer.Balancer.Engine;
        using var session = await balancer.OpenAsync(Backend);
        Assert.That(
            () => engine.WalkAsync(
                engine.Workers[0], _ => throw new InvalidOperationException("a bug"), Loopback.Deadline),
            Throws.InvalidOperationException);
        await session.PingAsync();
        Assert.That(balancer.Counters.Bugs, Is.Zero);
    }

    [Test]
    public async Task A_client_that_is_still_under_way_to_another_loop_is_among_those_that_are_ended()
    {
        const int Clients = 12;
        using var folder = new TempFolder();
        var front = NetAddress.FromUnix(Path.Combine(folder.Path, "front.sock"));
        await using var balancer = await RunningBalancer.StartAsync(
            TestedEngine.Native, [Loopback.AddressOf(Backend)],
            listener: l => l with { Bind = [new BindAddress(front, IsDualStack: false)] });
        var engine = (NativeEngine)balancer.Balancer.Engine;
        using var mayGoOn = new ManualResetEventSlim();
        var clients = new List<Socket>();

        // Only the first loop accepts on a unix socket. The clients it hands on wait in the mailbox of the second.
        engine.Workers[1].Post(() => mayGoOn.Wait(Loopback.Patience));
        for (var i = 0; i < Clients; i++) clients.Add(await Loopback.ConnectAsync(front));
        await engine.StopAcceptingAsync();
        Assert.That((engine.ActiveSessions, engine.Workers[1].Running.Count), Is.EqualTo((Clients, 0)));
        Assert.That(engine.ActiveSessionsByWorker[1], Is.Positive);
        engine.EndAllSessions(CloseReason.Shutdown);
        mayGoOn.Set();
        await engine.WaitForSessionsAsync(Loopback.Deadline);
        Assert.That(balancer.Counters.Ended(CloseReason.Shutdown), Is.EqualTo(Clients));
        clients.ForEach(client => client.Dispose());
    }

    [Test]
    public async Task All_who_wait_for_the_last_session_are_told_of_its_end()
    {
        await using var balancer = await StartAsync(workers: 2);
        var engine = balancer.Balancer.Engine;
        using var session = await balancer.OpenAsync(Backend);
        await engine.StopAcceptingAsync();
        var waits = Enumerable.Range(0, 3).Select(_ => engine.WaitForSessionsAsync(Loopback.Deadline)).ToList();
        Assert.That(waits.Exists(wait => wait.IsCompleted), Is.False);
        session.Client.Reset();
        await Task.WhenAll(waits);
    }

    [Test]
    public async Task A_loop_that_fails_itself_says_so_and_ends_the_process()
    {
        var told = await ChildProcess.RunScenarioAsync("env", "loop-failure", TestedEngine.Native);
        Assert.That(told, Is.EqualTo(new Dictionary<string, string>
        {
            ["critical"] = "Event loop 0 failed; the process ends so that it can be started again",
            ["unhandled"] = "the clock is broken",
        }));
    }

    private Task<RunningBalancer> StartAsync(int workers) => RunningBalancer.StartAsync(
        TestedEngine.Native, [Loopback.AddressOf(Backend)], config: c => c with { Workers = workers });
}
