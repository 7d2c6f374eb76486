using System.Diagnostics.Tracing;
using L4Balancer.Telemetry;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Admin.Otlp;

/// <summary>
/// Logs that a collector does not accept data: the exporter itself reports this only to an
/// event source of the framework. At most one line per minute, because every attempt fails while the collector is down.
/// </summary>
internal sealed partial class ExportLog(Uri collector, TimeProvider time, ILogger log) : EventListener
{
    private const string Exporter = "OpenTelemetry-Exporter-OpenTelemetryProtocol";

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _sync = new();
    private long? _loggedAt; // Guarded by _sync.

    /// <summary>May be called by the base constructor, before the fields are set.</summary>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Exporter) EnableEvents(eventSource, EventLevel.Warning);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (_sync is null || !IsDue()) return;
        ExportFailed(log, collector, CauseOf(eventData));
    }

    private bool IsDue()
    {
        lock (_sync)
        {
            if (_loggedAt is { } at && time.GetElapsedTime(at) < Pause) return false;
            _loggedAt = time.GetTimestamp();
            return true;
        }
    }

    /// <summary>The first line of the event's last argument: for an exception, its message without the
    /// stack.</summary>
    private static string CauseOf(EventWrittenEventArgs told) =>
        told.Payload is [.., { } last] ? last.ToString()!.Split('\n')[0].Trim() : told.EventName ?? "";

    [LoggerMessage(EventIds.ExportFailed, LogLevel.Warning,
        "The collector {Collector} did not accept the data: {Cause}")]
    private static partial void ExportFailed(ILogger log, Uri collector, string cause);
}
