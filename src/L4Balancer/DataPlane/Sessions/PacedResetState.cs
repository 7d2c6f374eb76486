using L4Balancer.Core;
using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>A paced reset in progress, as plain values.</summary>
/// <param name="Rate">Sessions per second, at least 1.</param>
/// <param name="BeganAt">On the monotonic clock of the machine; sessions that came later are not ended.</param>
internal sealed record PacedResetState(
    string Pool, NetAddress Backend, CloseReason Reason, int Rate, TimeSpan BeganAt);
