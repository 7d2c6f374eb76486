using L4Balancer.Admin;
using L4Balancer.Admin.Otlp;
using L4Balancer.Background;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Hosting;

/// <summary>
/// The export to an OpenTelemetry collector, if configured: sessions are observed from the beginning, everything else
/// is sent once the balancer runs.
/// </summary>
internal sealed class CollectorFeed(TelemetryConfig? config, BalancerOptions options, BackgroundWork background)
    : IAsyncDisposable
{
    private readonly SessionTracer? _sessions =
        config is { TracedSessions: > 0 }
            ? new SessionTracer(config.TracedSessions, background, options.Time)
            : null;

    private OtlpExport? _export;

    /// <summary>Null if sessions are not traced.</summary>
    public ISessionObserver? Sessions => _sessions;

    /// <summary>Null if sessions are not traced.</summary>
    public ICounters? Counters => _sessions;

    /// <summary>Sessions whose trace was dropped because the queue was full.</summary>
    public long DroppedSessions => _sessions?.Dropped ?? 0;

    public void Start(IBalancerOperations operations)
    {
        if (config is null) return;
        var log = options.Logs.CreateLogger("l4balancer.telemetry");
        _export = OtlpExport.Start(config, operations, Daemon.Version, background, options.Time, log);
    }

    /// <summary>
    /// Sends the remaining data. The balancer must still exist, because its last metrics are read now.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_sessions is not null) await _sessions.DisposeAsync();
        if (_export is not null) await _export.DisposeAsync();
    }
}
