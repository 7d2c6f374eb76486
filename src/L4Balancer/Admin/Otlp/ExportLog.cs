using System.Diagnostics.Tracing;
using L4Balancer.Telemetry;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Admin.Otlp;

/// <summary>
/// Says in the log of the daemon that a collector does not take what it is sent: the exporter itself tells only an
/// event source of the framework. One line a minute at most, for every try fails while the collector is away.
/// </summary>
internal sealed partial class ExportLog(Uri collector, TimeProvider time, ILogger log) : EventListener
{
    private const string Exporter = "OpenTelemetry-Exporter-OpenTelemetryProtocol";

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _sync = new();
    private long? _loggedAt; // Guarded by _sync.

    /// <summary>May be called before the fields are set, by the constructor of the base.</summary>
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

    /// <summary>The first line of the last thing that the event holds: of an exception, its message without the
    /// stack.</summary>
    private static string CauseOf(EventWrittenEventArgs told) =>
        told.Payload is [.., { } last] ? last.ToString()!.Split('\n')[0].Trim() : told.EventName ?? "";

    [LoggerMessage(EventIds.ExportFailed, LogLevel.Warning,
        "The collector {Collector} did not take what it was sent: {Cause}")]
    private static partial void ExportFailed(ILogger log, Uri collector, string cause);
}
