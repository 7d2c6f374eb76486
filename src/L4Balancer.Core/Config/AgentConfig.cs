using System.Net;

namespace L4Balancer.Core.Config;

/// <summary>The agent on the backends' servers, which reports their weight and state.</summary>
public sealed record AgentConfig
{
    /// <summary>The TCP port of the agent, 1 to 65535.</summary>
    public required int Port { get; init; }

    /// <summary>The address of one agent that answers for all backends; null asks each server itself.</summary>
    public IPAddress? Host { get; init; }

    /// <summary>Time from one answer to the next question, 100 ms to 1 h.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>An agent that takes longer has not answered, 10 ms to 1 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Data sent after the connect; null sends nothing.</summary>
    public ProbeBytes? Send { get; init; }
}
