using L4Balancer.Telemetry;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Control;

/// <summary>All log lines of the control loop: one per change that is reported to the operator.</summary>
internal static partial class ControlLog
{
    /// <summary>The line of a notice, with the event id of its kind.</summary>
    public static void Write(this ILogger log, NoticeLine line) =>
        log.Log(line.Level, new EventId(line.Id), line, exception: null, static (line, _) => line.Text);

    [LoggerMessage(EventIds.TablePublished, LogLevel.Debug, "Published table {Generation}")]
    public static partial void TablePublished(this ILogger log, long generation);
}
