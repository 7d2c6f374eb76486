using System.Net.Sockets;
using L4Balancer.Bench.Load;
using L4Balancer.Bench.Serve;
using L4Balancer.Bench.Tests.Support;

namespace L4Balancer.Bench.Tests.Load;

/// <summary>The load generator against real sockets, in this process.</summary>
internal sealed class LoadRunTests
{
    [Test]
    public async Task Every_protocol_of_the_small_servers_is_answered_correctly(
        [Values(ServeProtocol.Echo, ServeProtocol.Http)] ServeProtocol protocol,
        [Values(1, 3)] int threads, [Values(1, 16)] int pipeline, [Values(null, 2000.0)] double? rate)
    {
        using var server = new RunningServer(protocol);
        var report = await RunAsync(OptionsFor(server, protocol) with
        {
            Threads = threads,
            Pipeline = pipeline,
            Rate = rate,
            PayloadBytes = 3000,
            Path = "/bytes/3000",
        }, report => report.Requests > 0);
        Assert.That(report.Errors, Is.Empty);
        Assert.That(report.PayloadBytes, Is.EqualTo(3000));
        Assert.That(report.Requests, Is.Positive);
        Assert.That(report.BytesReceived, Is.GreaterThan(report.Requests * 2000));
        Assert.That(report.Latency.P50, Is.Positive.And.LessThanOrEqualTo(report.Latency.Max));
    }

    [Test]
    public async Task A_connection_per_request_means_a_connect_per_request([Values(null, 200.0)] double? rate)
    {
        using var server = new RunningServer(ServeProtocol.Echo);
        var options = OptionsFor(server, ServeProtocol.Echo) with { ReconnectEvery = 1, Rate = rate };
        var report = await RunAsync(options);
        Assert.That(report.Errors, Is.Empty);
        Assert.That(report.Connects, Is.InRange(report.Requests, report.Requests + options.Connections));
    }

    [Test]
    public async Task A_large_payload_is_sent_and_compared_in_pieces()
    {
        using var server = new RunningServer(ServeProtocol.Echo);
        var report = await RunAsync(
            OptionsFor(server, ServeProtocol.Echo) with { PayloadBytes = 5_000_000, Connections = 2 },
            report => report.BytesReceived > 0);
        Assert.That(report.Errors, Is.Empty);
        Assert.That(report.BytesReceived, Is.Positive);
    }

    [Test]
    public async Task Bulk_flows_in_the_requested_direction(
        [Values(BulkDirection.Down, BulkDirection.Up, BulkDirection.Both)] BulkDirection direction)
    {
        using var server = new RunningServer(ServeProtocol.Bulk);
        var report = await RunAsync(
            OptionsFor(server, ServeProtocol.Bulk) with { Protocol = LoadProtocol.Bulk, Direction = direction },
            report => (direction == BulkDirection.Up || report.BytesReceived > 0)
                && (direction == BulkDirection.Down || report.BytesSent > 0));
        Assert.That(report.Errors, Is.Empty);
        Assert.That(report.BytesReceived > 0, Is.EqualTo(direction != BulkDirection.Up));
        Assert.That(report.BytesSent > 0, Is.EqualTo(direction != BulkDirection.Down));
    }

    [Test]
    public async Task A_truncated_answer_is_an_error()
    {
        using var server = new ScriptedServer(async client =>
        {
            var buffer = new byte[64];
            await client.ReceiveAsync(buffer);
            await client.SendAsync(buffer.AsMemory(0, 10));
        });
        var report = await RunAsync(OptionsFor(server.Target, LoadProtocol.Echo), report => report.Errors.Count > 0);
        Assert.That(report.Errors.Keys, Does.Contain(ErrorKinds.ClosedEarly));
        Assert.That(report.Requests, Is.Zero);
    }

    [Test]
    public async Task An_answer_with_other_bytes_is_an_error()
    {
        using var server = new ScriptedServer(async client =>
        {
            await client.ReceiveAsync(new byte[64]);
            await client.SendAsync(new byte[64]);
            await client.ReceiveAsync(new byte[64]);
        });
        var report = await RunAsync(OptionsFor(server.Target, LoadProtocol.Echo), report => report.Errors.Count > 0);
        Assert.That(report.Errors.Keys, Does.Contain(ErrorKinds.WrongAnswer));
    }

    [Test]
    public async Task A_server_that_never_answers_is_a_timeout_and_shows_in_the_latencies_of_an_open_loop()
    {
        using var server = new ScriptedServer(async client =>
        {
            while (await client.ReceiveAsync(new byte[1000]) > 0)
            {
            }
        });
        var options = OptionsFor(server.Target, LoadProtocol.Echo) with { Rate = 100, Connections = 1 };
        var stalled = await RunAsync(options with { Timeout = TimeSpan.FromHours(1) });
        Assert.That(stalled.Requests, Is.Zero);
        Assert.That(stalled.Latency.Max, Is.GreaterThanOrEqualTo(options.Duration.TotalMicroseconds));
        var timedOut = await RunAsync(
            options with { Timeout = TimeSpan.FromMilliseconds(100), Duration = TimeSpan.FromSeconds(1) },
            report => report.Errors.Count > 0);
        Assert.That(timedOut.Errors.Keys, Does.Contain(ErrorKinds.Timeout));
    }

    [Test]
    public async Task A_service_that_is_down_is_reported_before_the_run()
    {
        using var bound = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        var options = OptionsFor(LoadTarget.TryParse($"{bound.LocalEndPoint}")!, LoadProtocol.Echo);
        Assert.That(
            async () => await RunAsync(options),
            Throws.TypeOf<LoadException>().With.Message.EqualTo($"{bound.LocalEndPoint}: Connection refused."));
    }

    [Test]
    public async Task A_cancelled_run_ends_with_its_report()
    {
        using var server = new RunningServer(ServeProtocol.Echo);
        await using var progress = new CancellingWriter();
        var options = OptionsFor(server, ServeProtocol.Echo) with { Duration = TimeSpan.FromHours(1) };
        var outcome = await LoadRun.RunAsync(options, progress, progress.Token);
        Assert.That(outcome.Report.Seconds, Is.Positive.And.LessThan(3600));
        Assert.That(outcome.Report.Errors, Is.Empty);
    }

    private static LoadOptions OptionsFor(RunningServer server, ServeProtocol protocol) =>
        OptionsFor(server.Target, protocol == ServeProtocol.Http ? LoadProtocol.Http : LoadProtocol.Echo);

    private static LoadOptions OptionsFor(LoadTarget target, LoadProtocol protocol) => new()
    {
        Target = target,
        Protocol = protocol,
        Connections = 10,
        Duration = TimeSpan.FromMilliseconds(500),
        Warmup = TimeSpan.Zero,
    };

    /// <param name="shows">Whether a run shows what the test asks for; one with errors is not repeated.</param>
    private static Task<LoadReport> RunAsync(LoadOptions options, Func<LoadReport, bool>? shows = null) =>
        Standstill.RepeatAsync(
            async () => (await LoadRun.RunAsync(options, null, CancellationToken.None)).Report,
            report => shows?.Invoke(report) != false || report.Errors.Count > 0);
}
