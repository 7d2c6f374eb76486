namespace L4Balancer.Bench.Compare.Running;

/// <summary>One workload through one balancer in one round, as it was measured.</summary>
internal sealed record Cell
{
    public required string Workload { get; init; }

    public required string Balancer { get; init; }

    /// <summary>From 1.</summary>
    public required int Round { get; init; }

    /// <summary>Why there is nothing measured; null when there is.</summary>
    public string? Failure { get; init; }

    /// <summary>Requests answered, or bytes arrived.</summary>
    public double Units { get; init; }

    public double Seconds { get; init; }

    /// <summary>Microseconds; null when the workload has no requests.</summary>
    public double? P50 { get; init; }

    public double? P99 { get; init; }

    public double? P999 { get; init; }

    /// <summary>Requests that failed.</summary>
    public long Errors { get; init; }

    /// <summary>Processor time, user and system, of all processes of the balancer; null without one.</summary>
    public double? BalancerSeconds { get; init; }

    /// <summary>Processor time of the whole machine: clients, balancer, server, kernel.</summary>
    public double MachineSeconds { get; init; }

    /// <summary>Share of the machine that processes not ours used, 0 to 1.</summary>
    public double ForeignShare { get; init; }

    /// <summary>Share of the machine that the hypervisor took, 0 to 1.</summary>
    public double StolenShare { get; init; }

    /// <summary>It was measured twice because others used the machine, and they still did.</summary>
    public bool IsNoisy { get; init; }

    public bool HasFailed => Failure is not null || Errors > 0;

    /// <summary>Units per second.</summary>
    public double Rate => Seconds > 0 ? Units / Seconds : 0;

    /// <summary>Seconds of the balancer's processor time per unit.</summary>
    public double? BalancerCost => Units > 0 ? BalancerSeconds / Units : null;

    /// <summary>Seconds of the machine's processor time per unit.</summary>
    public double? MachineCost => Units > 0 ? MachineSeconds / Units : null;
}
