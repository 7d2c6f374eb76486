using System.Net;
using L4Balancer.Bench.Load;
using L4Balancer.Bench.Load.Workers;
using L4Balancer.Bench.Serve;
using L4Balancer.Bench.Tests.Support;
using LinuxAddress = L4Balancer.Linux.Sockets.SocketAddress;

namespace L4Balancer.Bench.Tests.Load.Workers;

/// <summary>One thread of the load generator, which is that of the test.</summary>
internal sealed class LoadWorkerTests
{
    [Test]
    public async Task Nothing_is_allocated_per_request(
        [Values(null, 5000.0)] double? rate, [Values(1, 8)] int pipeline)
    {
        using var server = new RunningServer(ServeProtocol.Echo);
        var (requests, allocated) = await Standstill.RepeatAsync(
            () => Task.FromResult(Measure(Options(server) with { Rate = rate, Pipeline = pipeline })),
            measured => measured.Requests > 100);
        Assert.That(requests, Is.GreaterThan(100));
        Assert.That(allocated, Is.LessThan(32 * 1024), "Lists that grow while the connections begin, and no more.");
    }

    private static (long Requests, long Allocated) Measure(LoadOptions options)
    {
        using var worker = WorkerFor(options);
        var before = GC.GetAllocatedBytesForCurrentThread();
        worker.Run();
        return (worker.Measurement.Requests, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Test]
    public void All_connections_are_made_though_not_at_once()
    {
        using var server = new RunningServer(ServeProtocol.Echo);
        using var worker = WorkerFor(Options(server) with { Connections = 300, Duration = TimeSpan.FromSeconds(4) });
        worker.Run();
        Assert.That(worker.Measurement.Connects, Is.EqualTo(300));
        Assert.That(worker.Measurement.Errors, Is.Empty);
    }

    [Test]
    public void A_service_that_went_away_is_retried_after_a_pause()
    {
        var server = new RunningServer(ServeProtocol.Echo);
        var options = Options(server);
        server.Dispose();
        using var worker = WorkerFor(options);
        worker.Run();
        Assert.That(worker.Measurement.Errors.Keys, Is.EqualTo(new[] { ErrorKinds.Refused }));

        // Ten connections, five tries each in half a second at most, and one more at its begin.
        Assert.That(worker.Measurement.Errors[ErrorKinds.Refused], Is.InRange(10, 60));
    }

    [Test]
    public void A_rate_is_not_exceeded_although_the_connections_would_allow_more()
    {
        using var server = new RunningServer(ServeProtocol.Echo);
        using var worker = WorkerFor(Options(server) with { Rate = 400 });
        worker.Run();
        Assert.That(worker.Measurement.Requests + worker.Measurement.Unanswered, Is.EqualTo(200));
    }

    private static LoadOptions Options(RunningServer server) => new()
    {
        Target = server.Target,
        Protocol = LoadProtocol.Echo,
        Connections = 10,
        Warmup = TimeSpan.Zero,
        Duration = TimeSpan.FromMilliseconds(500),
    };

    private static LoadWorker WorkerFor(LoadOptions options) =>
        new(new LoadPlan(options, LinuxAddress.Of(IPAddress.Loopback, options.Target.Port), Nanoseconds.Now), 0);
}
