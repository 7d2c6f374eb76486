using L4Balancer.Core.Config;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>What decides whether a direction is copied or spliced.</summary>
/// <param name="Kind">Copy for a direction with urgent data, whatever is configured.</param>
/// <param name="Average">Bytes of a read.</param>
/// <param name="IsBulk">True while it is spliced.</param>
internal readonly record struct GaugeState(RelayKind Kind, int Average, bool IsBulk);
