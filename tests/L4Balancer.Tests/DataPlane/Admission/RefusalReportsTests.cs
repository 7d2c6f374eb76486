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
        using var backend = Loopback.Listen();
        await using var balancer = await RunningBalancer.StartAsync(
            TestedEngine.Portable, [Loopback.AddressOf(backend)],
            listener: l => l with { Access = new AccessConfig { Deny = [IPNetwork.Parse("127.0.0.0/8")] } });
        var log = new NotedLog();
        var reports = new RefusalReports(balancer.Balancer.Engine, TimeProvider.System, log);
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
}
