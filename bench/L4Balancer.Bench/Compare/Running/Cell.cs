namespace L4Balancer.Bench.Compare.Running;

/// <summary>The measurement of one workload through one balancer in one round.</summary>
internal sealed record Cell
{
    public required string Workload { get; init; }

    public required string Balancer { get; init; }

    /// <summary>From 1.</summary>
    public required int Round { get; init; }

    /// <summary>Why there is no measurement; null if there is one.</summary>
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

    /// <summary>Share of the machine used by other processes, 0 to 1.</summary>
    public double ForeignShare { get; init; }

    /// <summary>Share of the machine stolen by the hypervisor, 0 to 1.</summary>
    public double StolenShare { get; init; }

    /// <summary>Whether it was repeated because the machine was busy, and still was.</summary>
    public bool IsNoisy { get; init; }

    public bool HasFailed => Failure is not null || Errors > 0;

    /// <summary>Units per second.</summary>
    public double Rate => Seconds > 0 ? Units / Seconds : 0;

    /// <summary>Seconds of the balancer's processor time per unit.</summary>
    public double? BalancerCost => Units > 0 ? BalancerSeconds / Units : null;

    /// <summary>Seconds of the machine's processor time per unit.</summary>
    public double? MachineCost => Units > 0 ? MachineSeconds / Units : null;
}
