using L4Balancer.Core.Config;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>The state that decides whether a direction is copied or spliced.</summary>
/// <param name="Kind">Copy for a direction with urgent data, regardless of the configuration.</param>
/// <param name="Average">Average bytes per read.</param>
/// <param name="IsBulk">True while it is spliced.</param>
internal readonly record struct GaugeState(RelayKind Kind, int Average, bool IsBulk);
