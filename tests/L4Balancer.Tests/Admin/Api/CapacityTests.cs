using System.Net;
using System.Net.Sockets;
using L4Balancer.Admin.History;
using L4Balancer.Admin.Model;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin.Api;

/// <summary>The assessment of capacity through the API.</summary>
internal sealed class CapacityTests
{
    private static IEnumerable<TestedEngine> EngineKinds()
    {
        yield return TestedEngine.Portable;
        if (OperatingSystem.IsLinux()) yield return TestedEngine.Native;
    }

    [TestCaseSource(nameof(EngineKinds))]
    public async Task A_slow_backend_is_found_by_its_traffic(TestedEngine engine)
    {
        var sessions = 0;
        using var stop = new CancellationTokenSource();
        using var fast = Loopback.Listen();
        using var slow = Loopback.Listen();
        var serving = Task.WhenAll(
            EchoServer.RunAsync(fast, stop.Token),
            EchoServer.RunAsync(slow, stop.Token, pause: TimeSpan.FromMilliseconds(30)));
        await using var admin = await RunningAdmin.StartAsync(
            engine: engine, backends: [Loopback.AddressOf(fast), Loopback.AddressOf(slow)]);
        await Eventually.GetAsync(
            "a first sample", Loopback.Patience, () => admin.Local.ReadAsync<HistoryReport>("/v1/history"),
            history => history.Series.Count > 0);

        // How many of them each backend gets is the policy's choice, and the assessment wants enough of both.
        var report = await Eventually.GetAsync(
            "the slow backend", Loopback.Patience, AssessAsync, r => r.Pools[0].Bottleneck.Backend is not null);
        var address = Loopback.AddressOf(slow).ToString();
        Assert.That(report.Pools[0].Bottleneck.Text, Does.StartWith($"{address} is the slowest: "));
        Assert.That(report.Pools[0].Failures.Select(f => f.Failed.Count), Is.EqualTo(new[] { 1, 2 }));
        Assert.That(report.Pools[0].Backends[1].Response, Is.GreaterThan(0.029));

        var status = await admin.Local.ReadAsync<BalancerSnapshot>("/v1/status");
        var signals = status.Pools[0].Backends[1].Signals;
        Assert.That((signals.Waiting, signals.Silence), Is.EqualTo((0, (double?)null)));
        Assert.That(signals.Response, Is.GreaterThan(0.029));
        Assert.That(signals.Connect, Is.GreaterThan(0));
        Assert.That(status.Pools[0].Backends.Sum(b => b.Signals.Answered), Is.EqualTo(sessions));
        await stop.CancelAsync();
        await serving;

        async Task<CapacityReport> AssessAsync()
        {
            for (var i = 0; i < 10; i++, sessions++) await AskAsync(admin);
            return await admin.Local.ReadAsync<CapacityReport>("/v1/capacity?pool=pool");
        }
    }

    [Test]
    public async Task An_unknown_pool_and_an_impossible_limit_are_refused()
    {
        await using var admin = await RunningAdmin.StartAsync();
        await admin.Local.GetAsync("/v1/capacity?pool=other").RefusesAsync(HttpStatusCode.NotFound);
        await admin.Local.GetAsync("/v1/history/response-times?pool=other").RefusesAsync(HttpStatusCode.NotFound);
        await admin.Local.GetAsync("/v1/history/response-times?limit=0")
            .RefusesAsync(HttpStatusCode.UnprocessableEntity);
    }

    private static async Task AskAsync(RunningAdmin admin)
    {
        using var client = await Loopback.ConnectAsync(admin.Balancer.Address);
        await client.SendAsync("question");
        Assert.That(await client.ReadAsync(8), Is.EqualTo("question"));
        client.Shutdown(SocketShutdown.Send);
        Assert.That((await client.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Fin));
    }
}
