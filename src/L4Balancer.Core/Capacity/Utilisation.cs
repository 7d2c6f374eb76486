namespace L4Balancer.Core.Capacity;

/// <summary>An estimate of how much of what is possible is used.</summary>
/// <param name="Share">1 is full; above 1 is overloaded; null if unknown.</param>
/// <param name="Basis">What it is estimated from.</param>
/// <param name="How">The figures behind it, or why it is unknown.</param>
public sealed record Utilisation(double? Share, UtilisationBasis Basis, string How)
{
    /// <summary>
    /// Of a backend: the larger of its connections and its work, because what is used up first limits it. In words it
    /// names that alone.
    /// </summary>
    /// <param name="work">See <see cref="OfWork"/>.</param>
    internal static Utilisation Of(BackendLoad backend, Utilisation work) => Larger(ByConnections(backend), work);

    /// <summary>What the backend has to do, whatever its connections are.</summary>
    internal static Utilisation OfWork(BackendLoad backend)
    {
        var curve = ResponseCurve.Of(backend.Curve);
        var work = Larger(ByCpu(backend), ByResponse(backend, curve));
        return work.Share is not null
            ? work
            : work with { How = $"no max-connections, no figures of an agent, and {curve.Why}" };
    }

    /// <summary>Of the pool's own limit, however full its backends are.</summary>
    internal static Utilisation OfPool(PoolLoad pool) => pool.MaxConnections == 0
        ? Unknown
        : new Utilisation(
            (double)pool.Sessions / pool.MaxConnections, UtilisationBasis.MaxConnections,
            $"{pool.Sessions} of {pool.MaxConnections} max-connections of the pool");

    internal static Utilisation Larger(Utilisation a, Utilisation b) => a.Share >= (b.Share ?? 0) ? a : b;

    private static Utilisation ByConnections(BackendLoad backend) => backend.MaxConnections == 0
        ? Unknown
        : new Utilisation(
            (double)backend.Sessions / backend.MaxConnections, UtilisationBasis.MaxConnections,
            $"{backend.Sessions} of {backend.MaxConnections} max-connections");

    private static Utilisation ByCpu(BackendLoad backend) => backend.Cpu is { } cpu
        ? new Utilisation(cpu, UtilisationBasis.Cpu, $"processors {Words.Percent(cpu)} busy, as the agent reports")
        : Unknown;

    private static Utilisation ByResponse(BackendLoad backend, ResponseCurve curve) => curve.Knee is { } knee
        ? new Utilisation(
            backend.AnswersPerSecond / knee.AnswersPerSecond, UtilisationBasis.ResponseTime,
            $"{Words.Number(backend.AnswersPerSecond)} of about {Words.Number(knee.AnswersPerSecond)} answers/s, at "
            + "which the response time doubles")
        : Unknown;

    private static Utilisation Unknown { get; } = new(null, UtilisationBasis.Unknown, "");
}

/// <summary>What a utilisation is estimated from.</summary>
public enum UtilisationBasis
{
    Unknown,

    /// <summary>Sessions as a share of <c>max-connections</c>.</summary>
    MaxConnections,

    /// <summary>The busy share of the processors, from the agent.</summary>
    Cpu,

    /// <summary>The rate of answers as a share of the rate at which the response time had doubled.</summary>
    ResponseTime,
}
