using L4Balancer.Telemetry;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Discovery;

/// <summary>All log lines of the discovery of backends.</summary>
internal static partial class DiscoveryLog
{
    [LoggerMessage(EventIds.NameFailed, LogLevel.Warning,
        "Host name {Name} could not be resolved: {Cause}; what was known of it stays, and it is tried again")]
    public static partial void NameFailed(this ILogger log, string name, string cause);

    [LoggerMessage(EventIds.NameChanged, LogLevel.Information, "Host name {Name} stands for {Addresses}")]
    public static partial void NameChanged(this ILogger log, string name, string addresses);
}
