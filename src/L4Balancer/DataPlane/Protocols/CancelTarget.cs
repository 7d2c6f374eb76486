using L4Balancer.Core;
using L4Balancer.Core.Counters;

namespace L4Balancer.DataPlane.Protocols;

/// <summary>The backend that can cancel the queries of a session, because it runs them.</summary>
/// <param name="Counters">Its counters, which outlive the backend's entry in the table.</param>
internal sealed record CancelTarget(NetAddress Backend, BackendCounters Counters);
