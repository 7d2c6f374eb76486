using L4Balancer.Core.Capacity;

namespace L4Balancer.Admin.History;

/// <summary>How loaded the pools are, what limits them, and what happens when something fails.</summary>
/// <param name="At">When it was assessed.</param>
/// <param name="WindowSeconds">Rates and means are of so many seconds before.</param>
public sealed record CapacityReport(DateTimeOffset At, double WindowSeconds, IReadOnlyList<PoolCapacity> Pools);
