using L4Balancer.Admin.Model;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;

namespace L4Balancer.Hosting.Operations;

/// <summary>The agents of one snapshot.</summary>
internal static class AgentSnapshots
{
    /// <summary>Null for a backend without an agent.</summary>
    public static AgentSnapshot? Of(BalancerState state, PoolState pool, BackendState backend, WallClock clock)
    {
        if (pool.Config.Health.Agent is null) return null;
        var (report, tally) = (backend.Agent, state.AgentOf(pool, backend));
        var findings = tally?.Last.Findings;
        var comment = findings?.Agent?.Comment;
        return new AgentSnapshot
        {
            State = report.HasAnswered ? PoolSnapshots.Word(report.Verdict) : "unknown",
            Reason = report.Reason.Length == 0 ? null : report.Reason,
            WeightPercent = report.Percent,
            MaxConnections = report.MaxConnections,
            IsStale = report.IsStale,
            Answered = tally?.Good ?? 0,
            Missed = tally?.Bad ?? 0,
            LastAt = clock.Of(tally?.LastAt),
            LastCause = tally is { Last.IsGood: false } ? tally.Value.Last.Cause : null,
            CpuIdle = findings?.Cpu,
            MemoryAvailable = findings?.Memory,
            Load = AgentFigures.Find(comment, AgentFigures.Load),
            PressureCpu = AgentFigures.Find(comment, AgentFigures.PressureCpu),
            PressureMemory = AgentFigures.Find(comment, AgentFigures.PressureMemory),
            PressureIo = AgentFigures.Find(comment, AgentFigures.PressureIo),
            Comment = string.IsNullOrEmpty(comment) ? null : comment,
        };
    }
}
