using System.Diagnostics.Metrics;
using L4Balancer.Admin.Model;

namespace L4Balancer.Admin.Metrics;

/// <summary>
/// The metrics of the catalog as instruments of System.Diagnostics.Metrics, for OpenTelemetry and dotnet-counters. All
/// are read from one snapshot per collection, and cost nothing without a collector.
/// </summary>
/// <remarks>
/// There is no observable histogram; recording every connect again would add a cost to each and miss earlier ones.
/// A histogram is therefore two counters, as in Prometheus: <c>NAME.bucket</c>, cumulative, with the label
/// <c>le</c>, whose <c>+Inf</c> is the count, and <c>NAME.sum</c>. They are exact.
/// </remarks>
public sealed class BalancerMeter : IDisposable
{
    public const string Name = "L4Balancer";

    /// <summary>
    /// A collection reads one instrument after the other within milliseconds; all use the same snapshot.
    /// </summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A balancer that does not deliver a snapshot in this time is stuck; the last one is used again.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly IBalancerOperations _operations;
    private readonly TimeProvider _time;
    private readonly Meter _meter = new(Name);
    private readonly Lock _sync = new();
    private BalancerSnapshot? _snapshot; // Guarded by _sync.
    private long _takenAt; // Guarded by _sync.

    public BalancerMeter(IBalancerOperations operations, TimeProvider time)
    {
        (_operations, _time) = (operations, time);
        foreach (var metric in MetricCatalog.All) Create(metric);
    }

    public void Dispose() => _meter.Dispose();

    /// <summary>The names of the instruments, and how many series each has now.</summary>
    internal IReadOnlyDictionary<string, int> CountSeries()
    {
        var counts = new Dictionary<string, int>();
        foreach (var metric in MetricCatalog.All)
        {
            var parts = metric.Kind == MetricKind.Histogram
                ? new[] { HistogramPart.Buckets, HistogramPart.Sum }
                : [HistogramPart.None];
            foreach (var part in parts) counts[InstrumentName(metric, part)] = Read(metric, part).Count;
        }

        return counts;
    }

    private static string InstrumentName(Metric metric, HistogramPart part) => part switch
    {
        HistogramPart.Buckets => $"{metric.Name}.bucket",
        HistogramPart.Sum => $"{metric.Name}.sum",
        _ => metric.Name,
    };

    private void Create(Metric metric)
    {
        switch (metric.Kind)
        {
            case MetricKind.Counter:
                CreateCounter(metric, HistogramPart.None, metric.Unit);
                break;
            case MetricKind.UpDownCounter:
                _meter.CreateObservableUpDownCounter(
                    metric.Name, () => Read(metric, HistogramPart.None), metric.Unit, metric.Help);
                break;
            case MetricKind.Gauge:
                _meter.CreateObservableGauge(
                    metric.Name, () => Read(metric, HistogramPart.None), metric.Unit, metric.Help);
                break;
            default:
                CreateCounter(metric, HistogramPart.Buckets, "");
                CreateCounter(metric, HistogramPart.Sum, metric.Unit);
                break;
        }
    }

    private void CreateCounter(Metric metric, HistogramPart part, string unit) =>
        _meter.CreateObservableCounter(
            InstrumentName(metric, part), () => Read(metric, part), unit, metric.Help);

    private List<Measurement<double>> Read(Metric metric, HistogramPart part)
    {
        var sink = new MeasurementSink(metric, part);
        if (Snapshot() is { } snapshot) metric.Read(snapshot, sink);
        return sink.Measurements;
    }

    /// <summary>
    /// Instruments are read on the reader's thread, which may block; the snapshot is made elsewhere.
    /// </summary>
    private BalancerSnapshot? Snapshot()
    {
        lock (_sync)
        {
            if (_snapshot is not null && _time.GetElapsedTime(_takenAt) < Fresh) return _snapshot;
            using var deadline = new CancellationTokenSource(Patience, _time);
            try
            {
                _snapshot = Task.Run(() => _operations.SnapshotAsync(deadline.Token), deadline.Token)
                    .WaitAsync(deadline.Token).GetAwaiter().GetResult();
                _takenAt = _time.GetTimestamp();
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                // Stuck, or stopping: use the last one, or none.
            }

            return _snapshot;
        }
    }
}
