using System.Collections.Concurrent;
using System.Globalization;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace L4Balancer.Tests.Servers;

/// <summary>
/// Three real Redis servers, of which one is stopped with SIGSTOP: its kernel accepts connections, and nothing answers.
/// The plain probe does not notice; the clients' traffic does.
/// </summary>
[TestFixture, NonParallelizable]
internal sealed class HungRedisTests
{
    private RedisServer[] _servers = [];

    private static IEnumerable<TestCaseData> Cases()
    {
        yield return new TestCaseData(TestedEngine.Native, PolicyKind.RoundRobin);
        yield return new TestCaseData(TestedEngine.Portable, PolicyKind.RoundRobin);
        yield return new TestCaseData(TestedEngine.Native, PolicyKind.First);
    }

    [OneTimeSetUp]
    public async Task StartServers() => _servers = await RedisServer.StartAsync(3);

    [TearDown]
    public void Thaw()
    {
        foreach (var server in _servers) server.Thaw();
    }

    [OneTimeTearDown]
    public async Task StopServers()
    {
        foreach (var server in _servers) await server.DisposeAsync();
    }

    [TestCaseSource(nameof(Cases))]
    public async Task A_stopped_server_gets_a_trickle_until_it_answers_again(TestedEngine engine, PolicyKind policy)
    {
        var drill = await DrillAsync(engine, policy, sessions: 1100, stopAt: 600, stopped: TimeSpan.FromSeconds(1.5));
        TestContext.Out.WriteLine(drill);

        Assert.That(drill.Suspected, Is.GreaterThan(0), "It was never suspected.");
        Assert.That(drill.Failed, Is.Zero, "Nobody is cut: whoever waits is answered in the end.");
        Assert.That(drill.WaitedSinceSuspected, Is.LessThan(20), "Without a suspicion 140 and more.");
        Assert.That(drill.Cleared, Is.GreaterThan(0), "It was never used again.");
    }

    private async Task<Drill> DrillAsync(
        TestedEngine engine, PolicyKind policy, int sessions, int stopAt, TimeSpan stopped)
    {
        var notices = new ConcurrentQueue<(long At, Notice Notice)>();
        await using var balancer = await RunningBalancer.StartAsync(
            engine,
            _servers.Select(server => NetAddress.FromIp(System.Net.IPAddress.Loopback, server.Port)),
            pool => pool with { Policy = policy, Health = new HealthConfig { Interval = TimeSpan.FromSeconds(2) } },
            options: o => o with { Logs = NullLoggerFactory.Instance },
            onNotice: (notice, _) => notices.Enqueue((TimeProvider.System.GetTimestamp(), notice)));
        var load = new PacedSessions(balancer.Address.Port, perSecond: 300);
        var running = load.RunAsync(sessions);
        await load.BegunAsync(stopAt);
        var victim = policy == PolicyKind.SourceHash ? Busiest(balancer) : _servers[0];
        await victim.FreezeAsync();
        var began = TimeProvider.System.GetTimestamp();
        await Task.Delay(stopped);
        victim.Thaw();
        var ended = TimeProvider.System.GetTimestamp();
        var failed = await running;
        await Eventually.HoldsAsync(
            () => notices.Count(n => n.Notice is SuspicionEnded) == notices.Count(n => n.Notice is BackendSuspected),
            () => "every suspicion ends");
        var suspected = notices.Where(n => n.Notice is BackendSuspected).ToArray();
        foreach (var (at, notice) in notices)
        {
            var after = TimeProvider.System.GetElapsedTime(began, at).TotalMilliseconds;
            TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{after:0} ms: {notice}"));
        }

        var first = suspected.Select(n => n.At).FirstOrDefault(at => at > began, began);
        return new Drill(
            load.Took.Count(s => s.Took > TimeSpan.FromMilliseconds(100)),
            load.Took.Count(
                s => s.BeganAt > first + Margin && s.BeganAt < ended - Long && s.BeganAt + Ticks(s.Took) > ended),
            failed, suspected.Length, notices.Count(n => n.Notice is SuspicionEnded),
            TimeProvider.System.GetElapsedTime(began, ended), TimeProvider.System.GetElapsedTime(began, first));
    }

    /// <summary>A session that had picked when the table was published.</summary>
    private static long Margin => TimeProvider.System.TimestampFrequency / 20;

    /// <summary>Sessions that are just being served are not waiting.</summary>
    private static long Long => TimeProvider.System.TimestampFrequency / 5;

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * TimeProvider.System.TimestampFrequency);

    private RedisServer Busiest(RunningBalancer balancer)
    {
        var most = balancer.Pool.Set.All.MaxBy(backend => backend.Counters.Picks)!;
        return _servers.Single(server => server.Port == most.Address.Port);
    }

    /// <param name="Over100">Sessions that took more than 100 ms.</param>
    /// <param name="WaitedSinceSuspected">Sessions that began after the suspicion and waited until the end.</param>
    private sealed record Drill(
        int Over100, int WaitedSinceSuspected, int Failed, int Suspected, int Cleared, TimeSpan StoppedFor,
        TimeSpan SuspectedAfter);
}
