using L4Balancer.Core.Config;
using L4Balancer.Core.Counters;

namespace L4Balancer.Core.Table;

/// <summary>
/// What a session keeps of its pool once it is connected: all that it needs until its end, and nothing of the table
/// that it began with.
/// </summary>
/// <param name="Name">In logs, lists and metrics.</param>
/// <param name="Timeouts">As they were when the session began.</param>
/// <param name="Tcp">The options of both of its connections.</param>
/// <param name="Counters">Where it is counted, and its place given back.</param>
public sealed record PoolTerms(string Name, TimeoutsConfig Timeouts, TcpConfig Tcp, PoolCounters Counters);
