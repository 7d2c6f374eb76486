using System.Net.Sockets;
using L4Balancer.Telemetry;
using L4Balancer.Tests.Support;
using L4Balancer.Tests.Telemetry.Access;

namespace L4Balancer.Tests.Hosting;

/// <summary>SIGTERM, while clients wait in the queue of a pool.</summary>
[Platform("Linux")]
internal sealed class StopWithQueueTests : SignalFixture
{
    [TestCase("native")]
    [TestCase("portable")]
    public async Task SIGTERM_serves_those_who_wait(string engine)
    {
        using var folder = new TempFolder();
        await using var daemon = await DaemonProcess.StartAsync(WithQueue(engine, "1h", folder));
        var (client, server) = await SessionAsync(daemon);
        var waiting = await WaitAsync(daemon, folder);
        daemon.Signal(Signal.Terminate);
        await daemon.LogsAsync(EventIds.Stopping);
        Dispose(client, server);
        var next = await AcceptAsync();
        await waiting.SendAsync("question");
        Assert.That(await next.ReadAsync(8), Is.EqualTo("question"));
        Dispose(waiting, next);
        Assert.That(await daemon.WaitForExitAsync(), Is.Zero);
        Assert.That(daemon.Logged(EventIds.GraceOver), Is.Empty);
    }

    [TestCase("native")]
    [TestCase("portable")]
    public async Task Those_who_wait_longer_than_the_grace_are_logged_with_the_shutdown(string engine)
    {
        using var folder = new TempFolder();
        var file = folder.PathOf("access.log");
        await using var daemon = await DaemonProcess.StartAsync(
            $"{WithQueue(engine, "200ms", folder)}access-log: {{ to: {file} }}\n");
        var (client, server) = await SessionAsync(daemon);
        var waiting = await WaitAsync(daemon, folder);
        daemon.Signal(Signal.Terminate);
        Assert.That((await waiting.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
        Assert.That(await daemon.WaitForExitAsync(), Is.Zero);
        Dispose(client, server, waiting);
        var lines = await File.ReadAllLinesAsync(file);
        var records = lines.Select(Records.Parse).ToList();
        Assert.That(records.Select(record => record.Text("reason")), Is.EqualTo(["shutdown", "shutdown"]));
        Assert.That(records.Max(record => record.GetProperty("wait_ms").GetDouble()), Is.GreaterThanOrEqualTo(100));
    }

    /// <summary>A client that is seen in the list of sessions as one that waits.</summary>
    private static async Task<Socket> WaitAsync(DaemonProcess daemon, TempFolder folder)
    {
        var client = await ConnectAsync(daemon);
        await Eventually.GetAsync(
            "a client waits", Loopback.Patience,
            () => L4BalancerCommand.RunAsync("sessions", "--admin", AdminOf(folder)),
            shown => shown.Output.Contains("waiting", StringComparison.Ordinal));
        return client;
    }

    private static string AdminOf(TempFolder folder) => $"unix:{folder.PathOf("admin.sock")}";

    private string WithQueue(string engine, string grace, TempFolder folder) =>
        Config(grace, "queue: { max: 5, timeout: 5m }", ", max-connections: 1")
        + $"\nengine: {engine}\nadmin: {{ bind: \"{AdminOf(folder)}\" }}\n";
}
