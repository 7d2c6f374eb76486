using System.Diagnostics.Metrics;
using L4Balancer.Admin.Metrics;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin.Metrics;

/// <summary>The instruments.</summary>
[TestFixture, NonParallelizable]
internal sealed class BalancerMeterTests
{
    private readonly SampleOperations _operations = new(SampleSnapshot.Create());
    private readonly List<(string Name, double Value, string Tags)> _values = [];
    private ManualTime _time = null!;
    private BalancerMeter _meter = null!;
    private MeterListener _listener = null!;

    [SetUp]
    public void Listen()
    {
        _values.Clear();
        _time = new ManualTime();
        _meter = new BalancerMeter(_operations, _time);
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == BalancerMeter.Name) listener.EnableMeasurementEvents(instrument);
            },
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
            _values.Add((instrument.Name, value, string.Join(',', tags.ToArray().Select(t => $"{t.Key}={t.Value}")))));
        _listener.Start();
    }

    [TearDown]
    public void Close()
    {
        _listener.Dispose();
        _meter.Dispose();
    }

    [Test]
    public void Every_metric_of_the_catalog_is_an_instrument_with_values()
    {
        _listener.RecordObservableInstruments();
        var expected = MetricCatalog.All.SelectMany(m => m.Kind == MetricKind.Histogram
            ? new[] { $"{m.Name}.bucket", $"{m.Name}.sum" } : [m.Name]);
        Assert.That(_values.Select(v => v.Name).Distinct(), Is.EquivalentTo(expected));
        Assert.That(_values, Does.Contain(("l4balancer.backend.io", 2000.0,
            "pool=db,backend=10.0.0.1:3306,direction=download")));
    }

    [Test]
    public void A_histogram_has_cumulative_buckets_and_a_sum()
    {
        _listener.RecordObservableInstruments();
        Assert.That(
            _values.Where(v => v.Name.StartsWith("l4balancer.backend.connect.duration", StringComparison.Ordinal))
                .Select(v => (v.Value, v.Tags.Split(',')[^1])),
            Is.EqualTo(new[]
            {
                (5.0, "le=0.001"), (7.0, "le=0.01"), (8.0, "le=0.1"), (9.0, "le=+Inf"),
                (0.75, "backend=10.0.0.1:3306"),
            }));
    }

    [Test]
    public void All_instruments_of_a_collection_use_one_snapshot()
    {
        var before = _operations.Snapshots;
        _listener.RecordObservableInstruments();
        Assert.That(_operations.Snapshots - before, Is.EqualTo(1));
        _time.Advance(TimeSpan.FromSeconds(2));
        _listener.RecordObservableInstruments();
        Assert.That(_operations.Snapshots - before, Is.EqualTo(2));
    }
}
