using L4Balancer.Core.Health;

namespace L4Balancer.Core.Control;

/// <summary>What the control side has counted of a backend. One thread at a time.</summary>
public sealed class BackendTallies(string pool, NetAddress address) : ICounters
{
    private readonly long[] _suspicions = new long[StandingMemory.None.Counts.Length];
    private long _good;
    private long _bad;
    private long _answered;
    private long _missed;

    public string Pool { get; } = pool;

    public NetAddress Address { get; } = address;

    /// <summary>Good outcomes of its probes.</summary>
    public long Good => _good;

    /// <summary>Bad ones.</summary>
    public long Bad => _bad;

    /// <summary>Questions that its agent has answered.</summary>
    public long Answered => _answered;

    /// <summary>Questions without an answer.</summary>
    public long Missed => _missed;

    /// <summary>How often it was suspected or ejected, by <see cref="StandingCause"/>.</summary>
    public IReadOnlyList<long> Suspicions => _suspicions;

    /// <summary>Those of all backends.</summary>
    public static IEnumerable<BackendTallies> Of(BalancerMemory memory) =>
        from pool in memory.Pools
        from backend in pool.Backends
        select Of(pool.Name, backend);

    public void VisitCounters(CounterVisit visit)
    {
        visit("probes/good", ref _good);
        visit("probes/bad", ref _bad);
        visit("agent/answered", ref _answered);
        visit("agent/missed", ref _missed);
        for (var cause = 0; cause < _suspicions.Length; cause++)
            visit($"suspicions/{(StandingCause)cause}", ref _suspicions[cause]);
    }

    private static BackendTallies Of(string pool, BackendMemory backend)
    {
        var tallies = new BackendTallies(pool, backend.Address)
        {
            _good = backend.Probes?.Good ?? 0,
            _bad = backend.Probes?.Bad ?? 0,
            _answered = backend.Answers?.Good ?? 0,
            _missed = backend.Answers?.Bad ?? 0,
        };
        backend.Memory.Counts.CopyTo(tallies._suspicions);
        return tallies;
    }
}
