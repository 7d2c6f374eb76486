using L4Balancer.Admin.Model;
using L4Balancer.Core.Capacity;
using L4Balancer.Core.Config;

namespace L4Balancer.Admin.History;

/// <summary>Makes what the assessment of capacity needs of two moments and the history between.</summary>
/// <param name="was">The counters at the beginning of the window.</param>
/// <param name="curveOf">Response time by load of a pool's backend.</param>
internal sealed class PoolLoads(BackendCounts was, double seconds, Func<string, string, CurvePoint[]> curveOf)
{
    public PoolLoad Of(PoolSnapshot pool) => new()
    {
        Name = pool.Name,
        Policy = Read<PolicyKind>(pool.Policy),
        WeighBy = Read<WeighBy>(pool.WeighBy),
        Mode = Read<FailoverMode>(pool.Mode),
        ActiveTier = pool.ActiveTier,
        MaxConnections = pool.SessionLimit ?? 0,
        Backends = [.. pool.Backends.Select(b => Of(pool.Name, b))],
    };

    private BackendLoad Of(string pool, BackendSnapshot b)
    {
        // A backend that is new, or was away, would count with its whole past.
        var now = BackendCount.Of(b);
        var before = was.All.TryGetValue((pool, b.Address), out var known) && known.Picks <= now.Picks ? known : now;
        var responses = Since(before.Responses, now.Responses);
        var answers = responses?.Sum() ?? 0;
        return new BackendLoad
        {
            Address = b.Address,
            Tier = b.Tier,
            Weight = b.Weight,
            WeightInForce = b.WeightInForce,

            // A suspected backend gets a trickle, whatever its weight, and nobody should count on it.
            IsUsed = b is { IsServing: true, Standing: "good" },
            IsEligible = b is
            {
                Weight: > 0, Health: not "down", Intent: "ready", Standing: not "ejected",
                Agent: null or { State: "up" or "unknown" },
            },
            Sessions = b.Active,
            MaxConnections = b.MaxConnections,
            SessionsPerSecond = PerSecond(now.Picks - before.Picks),
            BytesPerSecond = PerSecond(Math.Max(0, now.Bytes - before.Bytes)),
            Answers = answers,
            AnswersPerSecond = PerSecond(answers),
            Response = answers > 0 ? (now.Responses!.Sum - (before.Responses?.Sum ?? 0)) / answers : null,
            ResponseP99 = responses is null ? null : HistogramQuantile.Of(now.Responses!.Bounds, responses, 0.99),
            Cpu = b.Agent is { IsStale: false, CpuIdle: { } idle } ? 1 - idle / 100.0 : null,
            Memory = b.Agent is { IsStale: false, MemoryAvailable: { } available } ? 1 - available / 100.0 : null,
            Curve = curveOf(pool, b.Address),
        };
    }

    private double PerSecond(long count) => seconds > 0 ? count / seconds : 0;

    private static long[]? Since(HistogramSnapshot? before, HistogramSnapshot? now) =>
        now is null ? null : before is null ? [.. now.Counts] : HistogramQuantile.Since(before, now);

    /// <summary>A word of the API as the value that it stands for.</summary>
    private static T Read<T>(string word)
        where T : struct, Enum => Enum.Parse<T>(word.Replace("-", ""), ignoreCase: true);
}
