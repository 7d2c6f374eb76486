using L4Balancer.Telemetry;
using Microsoft.Extensions.Logging;

namespace L4Balancer.ServerAgent;

/// <summary>All log lines of the agent.</summary>
internal static partial class ServerAgentLog
{
    [LoggerMessage(EventIds.AgentListening, LogLevel.Information, "The agent answers on {Address}: {Line}")]
    public static partial void AgentListening(this ILogger log, System.Net.EndPoint address, string line);

    [LoggerMessage(EventIds.AgentState, LogLevel.Information, "The agent reports {Words}{Comment} from now on")]
    public static partial void AgentState(this ILogger log, string words, string comment);

    [LoggerMessage(EventIds.AgentStateUnclear, LogLevel.Warning,
        "The state file has {Word}, which has no meaning and is not sent; known are up, down, fail, stopped, ready, "
        + "drain, maint, maxconn:N and a comment after #")]
    public static partial void AgentStateUnclear(this ILogger log, string word);

    [LoggerMessage(EventIds.AgentAcceptFailed, LogLevel.Warning, "A connection was not accepted: {Cause}")]
    public static partial void AgentAcceptFailed(this ILogger log, string cause);
}
