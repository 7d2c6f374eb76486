using System.Net;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Admission;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane.Admission;

/// <summary>What the log says about refused clients.</summary>
internal sealed class RefusalReportsTests
{
    [Test]
    public async Task One_line_counts_the_refused_clients_of_an_interval()
    {
        // Not moved: the interval does not end on a slow machine.
        var time = new ManualTime();
        using var backend = Loopback.Listen();
        await using var balancer = await RunningBalancer.StartAsync(
            TestedEngine.Portable, [Loopback.AddressOf(backend)],
            listener: l => l with { Access = new AccessConfig { Deny = [IPNetwork.Parse("127.0.0.0/8")] } },
            options: o => o with { Time = time });
        var log = new NotedLog();
        var reports = new RefusalReports(balancer.Balancer.Engine, time, log);
        reports.Report();
        Assert.That(log.Lines, Is.Empty);
        for (var i = 0; i < 3; i++) await balancer.RefusesAsync(CloseReason.RefusedAccess);
        using var another = await Loopback.TryConnectAsync(balancer.Address, from: "127.0.0.2");
        await balancer.EndedAsync(CloseReason.RefusedAccess, 4);
        reports.Report();
        reports.Report();
        Assert.That(log.Lines, Is.EqualTo(new[]
        {
            "Information: Listener listener refused 4 clients in the last 10 s: 4 refused-access; from 2 sources, "
                + "most from 127.0.0.1",
        }));
    }

    [Test]
    public async Task The_line_says_what_was_wrong_with_the_first_one_that_did_something_wrong(
        [Values(EngineKind.Native, EngineKind.Portable)] EngineKind engine)
    {
        // Not moved: the interval does not end on a slow machine.
        var time = new ManualTime();
        using var backend = Loopback.Listen();
        await using var balancer = await RunningBalancer.StartAsync(
            new TestedEngine(engine, RelayKind.Adaptive), [Loopback.AddressOf(backend)],
            listener: l => l with
            {
                AcceptProxy = new AcceptProxyConfig { Trusted = [IPNetwork.Parse("127.0.0.1/32")] },
            },
            options: o => o with { Time = time });
        var log = new NotedLog();
        var reports = new RefusalReports(balancer.Balancer.Engine, time, log);
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync("GET / HTTP/1.1\r\n");
        await balancer.EndedAsync(CloseReason.RefusedProxyHeader);
        using var stranger = await Loopback.TryConnectAsync(balancer.Address, from: "127.0.0.2");
        await balancer.EndedAsync(CloseReason.RefusedProxyHeader, 2);
        reports.Report();
        using var another = await Loopback.TryConnectAsync(balancer.Address, from: "127.0.0.2");
        await balancer.EndedAsync(CloseReason.RefusedProxyHeader, 3);
        reports.Report();
        var lines = log.Lines.ToArray();
        Assert.That(lines, Has.Length.EqualTo(2));
        Assert.That(lines[0], Is.EqualTo(
            "Warning: Listener listener refused 2 clients in the last 10 s: 2 refused-proxy-header; one of them, "
            + $"{client.LocalEndPoint}: it does not begin with a PROXY header"));
        Assert.That(lines[1], Does.StartWith("Warning: Listener listener refused 1 client in the last 10 s: "));
        Assert.That(lines[1], Does.Contain("1 refused-proxy-header; 127.0.0.2:"));
        Assert.That(lines[1], Does.EndWith(": it is not one of the proxies in accept-proxy.trusted"));
    }
}
