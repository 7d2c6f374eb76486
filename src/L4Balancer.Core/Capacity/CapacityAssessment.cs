namespace L4Balancer.Core.Capacity;

/// <summary>
/// Says how loaded a pool is, what limits it, and what happens when its largest backends fail. A pure function of what
/// was measured; where too little was measured it says so instead of guessing.
/// </summary>
public static class CapacityAssessment
{
    /// <summary>The backends that may fail at the same time in a forecast.</summary>
    private const int FailuresMax = 2;

    public static PoolCapacity Of(PoolLoad pool)
    {
        var shares = new LoadShares(pool);
        BackendCapacity[] backends = [.. pool.Backends.Select(b => Of(b, shares))];
        var utilisation = Of(shares);
        if (shares.Used.Count > 0) utilisation = Utilisation.Larger(Utilisation.OfPool(pool), utilisation);
        var answers = shares.Used.Sum(b => b.AnswersPerSecond);
        return new PoolCapacity
        {
            Name = pool.Name,
            Sessions = pool.Sessions,
            MaxConnections = pool.MaxConnections,
            SessionsPerSecond = pool.Backends.Sum(b => b.SessionsPerSecond),
            BytesPerSecond = pool.Backends.Sum(b => b.BytesPerSecond),
            AnswersPerSecond = answers,
            Response = answers > 0 ? shares.Used.Sum(b => b.AnswersPerSecond * (b.Response ?? 0)) / answers : null,
            Utilisation = utilisation,
            Headroom = utilisation.Share is > 0 and var share ? 1 / share - 1 : null,
            Bottleneck = Bottlenecks.Of(pool, shares),
            Failures = [.. Enumerable.Range(1, Math.Min(FailuresMax, shares.Used.Count))
                .Select(n => Forecasts.Of(pool, shares, n))],
            Weights = Proposals.Of(pool, shares),
            Backends = backends,
        };
    }

    private static BackendCapacity Of(BackendLoad backend, LoadShares shares) => new()
    {
        Address = backend.Address,
        Tier = backend.Tier,
        IsUsed = backend.IsUsed,
        Sessions = backend.Sessions,
        MaxConnections = backend.MaxConnections,
        SessionsPerSecond = backend.SessionsPerSecond,
        BytesPerSecond = backend.BytesPerSecond,
        AnswersPerSecond = backend.AnswersPerSecond,
        Response = backend.Response,
        ResponseP99 = backend.ResponseP99,
        Share = shares.Of(backend),
        InProgress = backend.Response * backend.AnswersPerSecond,
        Cpu = backend.Cpu,
        Memory = backend.Memory,
        Utilisation = shares.UtilisationOf(backend),
    };

    /// <summary>
    /// A full backend sends its clients to the others, so connections add up. A busy one does not: the one nearest to
    /// its limit counts.
    /// </summary>
    private static Utilisation Of(LoadShares shares)
    {
        var used = shares.Used;
        if (used.Count == 0) return new Utilisation(null, UtilisationBasis.Unknown, "no backend gets new sessions");
        var most = used.Select(b => (Backend: b, Estimate: shares.UtilisationOf(b))).MaxBy(e => e.Estimate.Share ?? -1);
        if (most.Estimate.Basis == UtilisationBasis.MaxConnections && used.All(b => b.MaxConnections > 0))
        {
            var (sessions, room) = (used.Sum(b => (long)b.Sessions), used.Sum(b => (long)b.MaxConnections));
            return new Utilisation(
                (double)sessions / room, UtilisationBasis.MaxConnections, $"{sessions} of {room} max-connections");
        }

        return used.Count == 1 || most.Estimate.Share is null
            ? most.Estimate
            : most.Estimate with { How = $"{most.Backend.Address}: {most.Estimate.How}" };
    }
}
