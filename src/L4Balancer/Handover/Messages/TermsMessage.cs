using L4Balancer.Core.Config;

namespace L4Balancer.Handover.Messages;

/// <summary>Terms that sessions share. They are numbered from 0 in the order in which they are sent.</summary>
internal sealed record TermsMessage
{
    /// <summary>The name of the pool.</summary>
    public required string Pool { get; init; }

    public required TimeoutsConfig Timeouts { get; init; }

    public required TcpConfig Tcp { get; init; }

    public ProtocolKind Protocol { get; init; }

    public SendProxyConfig? SendProxy { get; init; }

    public SourceConfig? Source { get; init; }
}
