using Microsoft.Extensions.Logging;

namespace L4Balancer.Telemetry.Access;

/// <summary>The messages of the ordinary log about the access log.</summary>
internal static partial class AccessLogMessages
{
    [LoggerMessage(EventIds.AccessLogFailed, LogLevel.Error,
        "The access log cannot be written to {Target}: {Cause} ({Dropped} lines dropped so far)")]
    public static partial void AccessLogFailed(this ILogger log, string target, string cause, long dropped);

    [LoggerMessage(EventIds.AccessLogDropped, LogLevel.Warning, "{Dropped} access log lines dropped so far")]
    public static partial void AccessLogDropped(this ILogger log, long dropped);

    [LoggerMessage(EventIds.AccessLogUnwritten, LogLevel.Warning,
        "The last {Lines} access log lines were not written")]
    public static partial void AccessLogUnwritten(this ILogger log, long lines);
}
