using System.Collections.Concurrent;
using System.Net;
using L4Balancer.Admin.Metrics;
using L4Balancer.Admin.Model;
using L4Balancer.Admin.Otlp;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Telemetry;
using L4Balancer.Tests.Admin.Metrics;
using L4Balancer.Tests.Background;
using L4Balancer.Tests.Support;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace L4Balancer.Tests.Admin.Otlp;

/// <summary>The data sent to a collector.</summary>
[TestFixture, NonParallelizable]
internal sealed class OtlpExportTests
{
    private const string GrpcMetrics = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";
    private const string GrpcTraces = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

    private readonly SampleOperations _operations = new(SampleSnapshot.Create());

    [TestCase(OtlpProtocol.HttpProtobuf, HttpProtocols.Http1, "/v1/metrics", "/v1/traces")]
    [TestCase(OtlpProtocol.Grpc, HttpProtocols.Http2, GrpcMetrics, GrpcTraces)]
    public async Task Metrics_and_spans_reach_a_collector(
        OtlpProtocol protocol, HttpProtocols http, string metrics, string traces)
    {
        string[] spans = ["session", "abcdef", "backend-reset", "10.0.0.1:3306", "failed-over", "Now tier 1"];
        await using var collector = await FakeCollector.StartAsync(http);
        await using (StartExport(collector.Endpoint, protocol))
        {
            await using var sessions = new SessionTracer(1, FaultLog.Unread, TimeProvider.System);
            sessions.Observe(SampleSession.Ended(0xabcdef, CloseReason.BackendReset));
            _operations.Journal.Write(new JournalEvent { Kind = "failed-over", Pool = "db", Message = "Now tier 1" });
            _operations.Journal.Write(new JournalEvent { Kind = "backend-up", Pool = "db", Message = "It is up" });
            await Eventually.HoldsAsync(
                () => collector.Has(metrics, "l4balancer.backend.connect.duration.bucket"), () => "metrics arrive");

            // Not left to the end: what a stop waits for a collector is short, and this is its first request.
            await Eventually.HoldsAsync(() => spans.All(text => collector.Has(traces, text)), () => "spans arrive");
        }

        foreach (var metric in MetricCatalog.All)
        {
            var name = metric.Kind == MetricKind.Histogram ? $"{metric.Name}.sum" : metric.Name;
            Assert.That(collector.Has(metrics, name), Is.True, name);
        }

        Assert.That(collector.Has(metrics, "service.name"), Is.True);
        Assert.That(collector.Has(traces, "It is up"), Is.False, "That is no act, no reload and no failover.");
    }

    /// <summary>OpenTelemetry would aggregate series beyond 2000 per metric.</summary>
    [Test]
    public async Task Thousands_of_backends_are_sent_one_by_one()
    {
        var backends = Enumerable.Range(0, 3000).Select(i => SampleSnapshot.Backend($"10.0.{i / 250}.{i % 250}:80"));
        await using var collector = await FakeCollector.StartAsync(HttpProtocols.Http1);
        await using (StartExport(
            collector.Endpoint, OtlpProtocol.HttpProtobuf, new SampleOperations(SampleSnapshot.Create([.. backends]))))
        {
            await Eventually.HoldsAsync(() => collector.At("/v1/metrics").Count > 0, () => "metrics arrive");
        }

        Assert.That(collector.Has("/v1/metrics", "10.0.11.249:80"), Is.True);
        Assert.That(collector.Has("/v1/metrics", "otel.metric.overflow"), Is.False);
    }

    [Test]
    public async Task A_daemon_sends_its_metrics_and_the_traces_of_its_sessions()
    {
        await using var collector = await FakeCollector.StartAsync(HttpProtocols.Http1);
        using var backend = Loopback.Listen();
        await using var daemon = await DaemonProcess.StartAsync(
            $$"""
            listeners:
              front:
                bind: "127.0.0.1:0"
                backends: ["{{Loopback.AddressOf(backend)}}"]
                health: { type: none }
            telemetry: { otlp: "{{collector.Endpoint}}", protocol: http-protobuf, interval: 1s, traced-sessions: 1 }
            """);
        var (host, port) = daemon.Listener("front");
        var front = NetAddress.FromIp(IPAddress.Parse(host), port);
        (await RelayedSession.OpenAsync(front, backend)).Dispose();
        await Eventually.HoldsAsync(
            () => collector.Has("/v1/metrics", "l4balancer.backend.session.picked"), () => "metrics arrive");
        await Eventually.HoldsAsync(
            () => collector.Has("/v1/traces", "l4balancer.close.reason"), () => "the first session's trace arrives");

        // The remaining data is sent at the end.
        var sent = collector.At("/v1/traces").Count;
        using var last = await RelayedSession.OpenAsync(front, backend);
        backend.Dispose();
        last.Dispose();
        daemon.Signal(Signal.Terminate);
        Assert.That(await daemon.WaitForExitAsync(), Is.Zero);
        Assert.That(collector.At("/v1/traces"), Has.Count.GreaterThan(sent));
    }

    [Test]
    public async Task The_path_of_an_endpoint_is_preserved()
    {
        await using var collector = await FakeCollector.StartAsync(HttpProtocols.Http1);
        await using (StartExport(new Uri(collector.Endpoint, "/otel/"), OtlpProtocol.HttpProtobuf))
        {
            await Eventually.HoldsAsync(
                () => collector.Has("/otel/v1/metrics", "l4balancer"), () => "metrics arrive below the path");
        }
    }

    /// <summary>The exporter's own patience is ten seconds, five for each kind of signal.</summary>
    [Test]
    public async Task A_collector_that_never_answers_does_not_delay_the_stop()
    {
        using var silent = Loopback.Listen();
        var endpoint = new Uri($"http://{Loopback.AddressOf(silent)}");
        var export = StartExport(endpoint, OtlpProtocol.HttpProtobuf);
        using var asking = await Loopback.AcceptAsync(silent);
        var began = TimeProvider.System.GetTimestamp();
        await export.DisposeAsync();
        Assert.That(TimeProvider.System.GetElapsedTime(began), Is.LessThan(TimeSpan.FromSeconds(8)));
    }

    [Test]
    public async Task An_unreachable_collector_is_logged_in_one_line_without_a_stack_trace()
    {
        using var refused = Loopback.Refuse();
        var log = new LineLog();
        var endpoint = new Uri($"http://{Loopback.AddressOf(refused)}");
        await using (OtlpExport.Start(
            Config(endpoint, OtlpProtocol.HttpProtobuf), _operations, "1.2.3", FaultLog.Unread, TimeProvider.System,
            log))
        {
            await Eventually.HoldsAsync(() => !log.Lines.IsEmpty, () => "it is logged");
        }

        var (id, line) = log.Lines.Single();
        Assert.That(id, Is.EqualTo(EventIds.ExportFailed));
        Assert.That(line, Does.Contain(endpoint.ToString()).And.Contains("refused"));
        Assert.That(line, Does.Not.Contain("\n").And.Not.Contains("   at "));
    }

    private static TelemetryConfig Config(Uri endpoint, OtlpProtocol protocol) => new()
    {
        Otlp = endpoint,
        Protocol = protocol,
        Interval = TimeSpan.FromSeconds(1),
    };

    private OtlpExport StartExport(Uri endpoint, OtlpProtocol protocol, SampleOperations? operations = null) =>
        OtlpExport.Start(
            Config(endpoint, protocol), operations ?? _operations, "1.2.3", FaultLog.Unread,
            TimeProvider.System, NullLogger.Instance);

    private sealed class LineLog : ILogger
    {
        public ConcurrentQueue<(int Id, string Line)> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue((eventId.Id, $"{formatter(state, exception)}{exception}"));
    }
}
