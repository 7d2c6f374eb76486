using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>The proof that the loops are running, on which the watchdog of the service relies.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class WatchdogTests(TestedEngine engine)
{
    [Test]
    public async Task An_idle_balancer_turns_again_and_again()
    {
        using var backend = Loopback.Listen();
        await using var balancer = await RunningBalancer.StartAsync(engine, [Loopback.AddressOf(backend)]);
        for (var i = 0; i < 20; i++) Assert.That(await balancer.Balancer.IsTurningAsync(Loopback.Deadline), Is.True);
    }

    [Test]
    public async Task A_busy_balancer_turns()
    {
        using var backend = Loopback.Listen(backlog: 1000);
        await using var balancer = await RunningBalancer.StartAsync(engine, [Loopback.AddressOf(backend)]);
        using var stopLoad = new CancellationTokenSource();
        using var stopServer = new CancellationTokenSource();
        var serving = EchoServer.RunAsync(backend, stopServer.Token);
        var loads = Enumerable.Range(0, 8).Select(_ => EchoServer.UseAsync(balancer.Address, stopLoad.Token)).ToList();
        await Eventually.HoldsAsync(() => balancer.Counters.EndedTotal > 20, () => "the load runs");
        for (var i = 0; i < 20; i++) Assert.That(await balancer.Balancer.IsTurningAsync(Loopback.Deadline), Is.True);
        await stopLoad.CancelAsync();
        await Task.WhenAll(loads);
        await stopServer.CancelAsync();
        await serving;
    }

    [Test]
    public async Task A_proof_that_may_not_take_any_time_fails_and_the_next_one_succeeds()
    {
        using var backend = Loopback.Listen();
        await using var balancer = await RunningBalancer.StartAsync(engine, [Loopback.AddressOf(backend)]);
        Assert.That(await balancer.Balancer.IsTurningAsync(new CancellationToken(canceled: true)), Is.False);
        Assert.That(await balancer.Balancer.Engine.IsTurningAsync(new CancellationToken(canceled: true)), Is.False);
        Assert.That(await balancer.Balancer.IsTurningAsync(Loopback.Deadline), Is.True);
    }

    [Test]
    public async Task An_event_thread_that_hangs_is_noticed()
    {
        var told = await ChildProcess.RunScenarioAsync("env", "stuck-threads", engine);
        Assert.That(told, Is.EqualTo(new Dictionary<string, string>
        {
            ["turns-before"] = "True",
            ["turns-while-stuck"] = "False",
            ["turns-after"] = "True",
        }));
    }

    [Test]
    public async Task A_balancer_that_stops_still_turns()
    {
        using var backend = Loopback.Listen();
        await using var balancer = await RunningBalancer.StartAsync(engine, [Loopback.AddressOf(backend)]);
        await balancer.Balancer.Engine.StopAcceptingAsync();
        Assert.That(await balancer.Balancer.IsTurningAsync(Loopback.Deadline), Is.True);
    }
}
