namespace L4Balancer.Core.Capacity;

/// <summary>
/// How the load of a pool is spread over the backends in use, and how full each is. Load is measured by answers, which
/// are work done; by sessions where nothing answers; and by new sessions where none lasts.
/// </summary>
internal sealed class LoadShares
{
    private readonly Func<BackendLoad, double> _load;
    private readonly double _total;
    private readonly Dictionary<BackendLoad, Utilisation> _work = new(ReferenceEqualityComparer.Instance);

    public LoadShares(PoolLoad pool)
    {
        Used = [.. pool.Backends.Where(b => b.IsUsed)];
        Func<BackendLoad, double>[] measures = [b => b.AnswersPerSecond, b => b.Sessions, b => b.SessionsPerSecond];
        _load = measures.FirstOrDefault(measure => Used.Any(b => measure(b) > 0)) ?? (_ => 0);
        _total = Used.Sum(_load);
        Weights = Used.Sum(b => b.WeightInForce);
        foreach (var backend in pool.Backends) _work[backend] = Utilisation.OfWork(backend);
    }

    public IReadOnlyList<BackendLoad> Used { get; }

    /// <summary>The sum of the weights in force of the backends in use.</summary>
    public double Weights { get; }

    /// <summary>0 to 1; null if there is no load, or the backend is not in use.</summary>
    public double? Of(BackendLoad backend) => _total > 0 && backend.IsUsed ? _load(backend) / _total : null;

    /// <summary>Estimated once: it looks at 15 minutes.</summary>
    public Utilisation WorkOf(BackendLoad backend) => _work[backend];

    public Utilisation UtilisationOf(BackendLoad backend) => Utilisation.Of(backend, WorkOf(backend));

    /// <summary>The share as a multiple of what its weight is worth: 1 is equal; null if there is no load.</summary>
    public double? Relative(BackendLoad backend) => Of(backend) / (backend.WeightInForce / Weights);

    /// <summary>The largest first: those whose loss hurts most.</summary>
    public IEnumerable<BackendLoad> BySize() =>
        Used.OrderByDescending(b => Of(b) ?? 0).ThenByDescending(b => b.WeightInForce);
}
