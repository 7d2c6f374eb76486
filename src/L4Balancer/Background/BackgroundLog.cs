using L4Balancer.Telemetry;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Background;

/// <summary>The log line of background work.</summary>
internal static partial class BackgroundLog
{
    [LoggerMessage(EventId = EventIds.BackgroundFault,
        Message = "Background work {Work} failed, a bug of the balancer: {Next}; failures so far: {Count}")]
    public static partial void BackgroundFault(
        this ILogger log, LogLevel level, string work, string next, long count, Exception exception);
}
