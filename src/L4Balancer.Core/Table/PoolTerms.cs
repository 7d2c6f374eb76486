using L4Balancer.Core.Config;
using L4Balancer.Core.Counters;

namespace L4Balancer.Core.Table;

/// <summary>
/// The part of its pool that a session keeps once it is connected: everything it needs until its end, and nothing of
/// the table that it began with.
/// </summary>
/// <param name="Name">For logs, lists and metrics.</param>
/// <param name="Timeouts">The timeouts in force when the session began.</param>
/// <param name="Tcp">The options of both connections.</param>
/// <param name="Protocol">What is observed of the session's traffic.</param>
/// <param name="Counters">The counters that count the session and from which its place is released.</param>
public sealed record PoolTerms(
    string Name, TimeoutsConfig Timeouts, TcpConfig Tcp, ProtocolKind Protocol, PoolCounters Counters)
{
    /// <summary>The PROXY protocol header for the backends; null sends none.</summary>
    public SendProxyConfig? SendProxy { get; init; }

    /// <summary>From where backends are connected; null if the kernel decides.</summary>
    public SourceConfig? Source { get; init; }

    public static PoolTerms Of(PoolConfig config, PoolCounters counters) =>
        new(config.Name, config.Timeouts, config.Tcp, config.Protocol, counters)
        {
            SendProxy = config.SendProxy,
            Source = config.Source.ForSessions(),
        };
}
