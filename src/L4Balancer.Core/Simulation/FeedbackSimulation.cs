using L4Balancer.Core.Config;
using L4Balancer.Core.Policies;

namespace L4Balancer.Core.Simulation;

/// <summary>
/// Sessions on servers that become slower the more they have to do, distributed by the real policies, which measure
/// that: shows whether such a loop settles, and where. Arrivals are random (Poisson); a session is one question, and
/// ends with its answer. Several balancers that know nothing of one another can share the servers. One seed determines
/// everything.
/// </summary>
public sealed class FeedbackSimulation
{
    /// <summary>Signals know no time before the first sample.</summary>
    private const double Began = 1000;

    private readonly VirtualClock _clock = new();
    private readonly FeedbackServer[] _servers;
    private readonly FeedbackBalancer[] _balancers;
    private SplitMix64 _random;
    private FeedbackWindow _window;

    /// <param name="pool">The policy and whatever else of the pool's config matters; all weights are 1.</param>
    public FeedbackSimulation(
        FeedbackServer[] servers, Func<PoolConfig, PoolConfig> pool, int balancers = 1, ulong seed = 1)
    {
        _servers = servers;
        _balancers = [.. Enumerable.Range(0, balancers).Select(_ => new FeedbackBalancer(pool, servers.Length))];
        _random = new SplitMix64(seed);
        _window = new FeedbackWindow(servers.Length);
        _clock.After(Limits.MeasuringInterval, Measure);
        _clock.After(TimeSpan.Zero, Arrive);
    }

    /// <summary>Sessions per second, over all balancers.</summary>
    public double Arrivals { get; set; } = 1;

    /// <summary>The weights in force at the first balancer, in percent.</summary>
    public double[] Weights => [.. _balancers[0].Pool.Set.All.Select(b => (double)b.Weight)];

    private double Now => Began + _clock.Now.TotalSeconds;

    /// <summary>Goes on for so long, and returns what happened in that time.</summary>
    public FeedbackWindow Run(double seconds)
    {
        _window = new FeedbackWindow(_servers.Length);
        var end = _clock.Now + TimeSpan.FromSeconds(seconds);
        while (_clock.Next(end) is { } action) action();
        return _window;
    }

    /// <summary>The first balancer sees one response of a server that took so long.</summary>
    public void Outlier(int server, double seconds)
    {
        var signals = _balancers[0].Pool.Set.All[server].Counters.Signals;
        signals.Ask(Microseconds(Now));
        signals.Answer(Microseconds(seconds), isTypical: true, Microseconds(Now));
    }

    private void Arrive()
    {
        _clock.After(TimeSpan.FromSeconds(Exponential() / Arrivals), Arrive);
        var pool = _balancers[_random.NextBelow(_balancers.Length)].Pool;
        var context = new PickContext(_random.Next(), _random.Next()) { Now = Microseconds(Now) };
        if (pool.TryPick(ref context, out var backend) != Table.PickResult.Picked) return;
        var server = Array.IndexOf(pool.Set.All, backend);
        var (began, window, signals) = (Now, _window, backend!.Counters.Signals);
        signals.Ask(Microseconds(began));
        var took = _servers[server].Serve(began, Exponential()) - began;
        window.Begin(server, backend.Counters.Active, took);
        _clock.After(TimeSpan.FromSeconds(took), () =>
        {
            signals.Answer(Microseconds(took), isTypical: true, Microseconds(Now));
            pool.Release(backend);
        });
    }

    private void Measure()
    {
        _clock.After(Limits.MeasuringInterval, Measure);
        foreach (var balancer in _balancers) balancer.Measure(_clock.Now);
    }

    private double Exponential() => -Math.Log(((_random.Next() >> 11) + 1) / 9007199254740993.0);

    private static long Microseconds(double seconds) => (long)(seconds * 1e6);
}
