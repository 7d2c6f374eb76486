using L4Balancer.Admin.Metrics;
using L4Balancer.Background;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace L4Balancer.Admin.Otlp;

/// <summary>
/// Sends the metrics and the spans to an OpenTelemetry collector. Data that cannot be sent is lost, and nothing waits
/// for it: an unreachable collector never delays the balancer.
/// </summary>
public sealed class OtlpExport : IAsyncDisposable
{
    /// <summary>
    /// How long a stop waits for a collector that does not answer; the exporter itself would wait 10 s.
    /// </summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(2);

    private readonly BackgroundWork _background;
    private readonly TimeProvider _time;
    private readonly BalancerMeter _meter;
    private readonly MeterProvider _metrics;
    private readonly TracerProvider _traces;
    private readonly JournalTracer _journal;
    private readonly ExportLog _failures;

    private OtlpExport(
        TelemetryConfig config, IBalancerOperations operations, string version, BackgroundWork background,
        TimeProvider time, ILogger log)
    {
        (_background, _time) = (background, time);
        _failures = new ExportLog(config.Otlp, time, log);
        _meter = new BalancerMeter(operations, time);
        var resource = ResourceBuilder.CreateEmpty()
            .AddTelemetrySdk().AddService("l4balancer", serviceVersion: version, serviceInstanceId: InstanceId());
        var series = _meter.CountSeries();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(BalancerMeter.Name)
            .AddView(instrument => new MetricStreamConfiguration { CardinalityLimit = Room(series, instrument.Name) })
            .AddOtlpExporter((exporter, reader) =>
            {
                Configure(exporter, config, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds =
                    (int)config.Interval.TotalMilliseconds;
            })
            .Build();
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(Spans.SourceName)
            .SetSampler(new AlwaysOnSampler())
            .AddOtlpExporter(exporter => Configure(exporter, config, "v1/traces"))
            .Build();
        _journal = new JournalTracer(operations.Journal, background);
    }

    /// <summary>Starts the export; whether the collector answers shows only later.</summary>
    public static OtlpExport Start(
        TelemetryConfig config, IBalancerOperations operations, string version, BackgroundWork background,
        TimeProvider time, ILogger log) =>
        new(config, operations, version, background, time, log);

    /// <summary>
    /// Sends the remaining data for up to two seconds; what the collector has not accepted by then is lost. Dispose the
    /// session tracer first.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        var sent = Task.WhenAll(EndAsync("trace-export-end", EndTraces), EndAsync("metric-export-end", EndMetrics));
        try
        {
            // Each stops by itself within this time; wait twice as long in case one does not.
            await sent.WaitAsync(2 * StopPatience, _time);
        }
        catch (TimeoutException)
        {
            // Both continue in the background while the process exits.
            return;
        }

        _meter.Dispose();
        _failures.Dispose();
    }

    /// <summary>On the thread pool: the exporter blocks.</summary>
    private Task EndAsync(string name, Action end) => _background.RunAsync(name, OnFault.GoOn, async () =>
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        end();
    });

    private void EndTraces()
    {
        _traces.Shutdown((int)StopPatience.TotalMilliseconds);
        _traces.Dispose();
    }

    private void EndMetrics()
    {
        _metrics.Shutdown((int)StopPatience.TotalMilliseconds);
        _metrics.Dispose();
    }

    private static void Configure(OtlpExporterOptions exporter, TelemetryConfig config, string path)
    {
        var isHttp = config.Protocol == OtlpProtocol.HttpProtobuf;
        exporter.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        exporter.Endpoint = isHttp ? Below(config.Otlp, path) : config.Otlp;
    }

    /// <summary>OTLP over HTTP has a path for each kind, below the configured endpoint.</summary>
    private static Uri Below(Uri endpoint, string path) =>
        new UriBuilder(endpoint) { Path = $"{endpoint.AbsolutePath.TrimEnd('/')}/{path}" }.Uri;

    /// <summary>Series beyond this limit would be aggregated into one without labels.</summary>
    private static int Room(IReadOnlyDictionary<string, int> series, string instrument) =>
        Math.Max(Limits.OtlpSeriesMin, 2 * series.GetValueOrDefault(instrument));

    private static string InstanceId() => $"{Environment.MachineName}:{Environment.ProcessId}";
}
