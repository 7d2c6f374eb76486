using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>Traffic leaves a slow backend by what its sessions show, on real sockets.</summary>
[TestFixtureSource(nameof(Both))]
internal sealed class SlowBackendTests(TestedEngine engine)
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(100);

    private readonly Socket _slow = Loopback.Listen();
    private readonly Socket _fast = Loopback.Listen();
    private readonly CancellationTokenSource _stop = new();
    private Task _servers = Task.CompletedTask;

    private static IEnumerable<TestFixtureData> Both()
    {
        yield return new TestFixtureData(TestedEngine.Portable);
        if (OperatingSystem.IsLinux()) yield return new TestFixtureData(TestedEngine.Native);
    }

    [OneTimeSetUp]
    public void Serve() =>
        _servers = Task.WhenAll(
            EchoServer.RunAsync(_slow, _stop.Token, Delay), EchoServer.RunAsync(_fast, _stop.Token));

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _servers;
        _slow.Dispose();
        _fast.Dispose();
        _stop.Dispose();
    }

    /// <summary>One session at a time, so that no count of sessions says which backend is slow.</summary>
    [TestCase(PolicyKind.Fastest)]
    [TestCase(PolicyKind.Adaptive)]
    public async Task Policies_by_response_time_avoid_it(PolicyKind policy)
    {
        await using var running = await StartAsync(pool => pool with { Policy = policy });
        await using var load = ShortSessions.Start(1, () => AskAsync(running));
        await EventuallySharesAsync(running, load, sessions: 60, atMost: 0.2);
    }

    [Test]
    public async Task The_weights_of_round_robin_follow_response_times()
    {
        await using var running = await StartAsync(
            pool => pool with { Policy = PolicyKind.RoundRobin, WeighBy = WeighBy.ResponseTime });
        await using var load = ShortSessions.Start(8, () => AskAsync(running));
        await EventuallySharesAsync(running, load, sessions: 100, atMost: 0.3);
        Assert.That(
            running.Pool.Set.All.Sum(backend => backend.Weight), Is.EqualTo(200).Within(2),
            "The sum of the weights stays.");
    }

    private Task<RunningBalancer> StartAsync(Func<PoolConfig, PoolConfig> pool) =>
        RunningBalancer.StartAsync(engine, [Loopback.AddressOf(_slow), Loopback.AddressOf(_fast)], pool);

    private static async Task AskAsync(RunningBalancer running)
    {
        using var client = await Loopback.ConnectAsync(running.Address);
        await client.SendAsync("?");
        await client.ReadAsync(1);
    }

    private async Task EventuallySharesAsync(RunningBalancer running, ShortSessions load, int sessions, double atMost)
    {
        var (slow, fast) = (running.Backend(_slow).Counters, running.Backend(_fast).Counters);
        for (var look = 0; look < 50; look++)
        {
            var (slowBefore, fastBefore) = (slow.Picks, fast.Picks);
            await load.ServesAsync(sessions);
            double some = slow.Picks - slowBefore;
            if (some / (some + fast.Picks - fastBefore) <= atMost) return;
        }

        Assert.Fail($"The slow backend has still more than {atMost:P0}: {slow.Picks} to {fast.Picks} in all.");
    }
}
