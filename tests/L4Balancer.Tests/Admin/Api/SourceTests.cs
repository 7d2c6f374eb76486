using System.Net;
using L4Balancer.Admin.Model;
using L4Balancer.Core.Config;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin.Api;

/// <summary>The sources of connections through the API.</summary>
internal sealed class SourceTests
{
    [Test]
    public async Task A_source_is_listed_with_its_sessions_and_refusals()
    {
        using var backend = Loopback.Listen();
        await using var admin = await RunningAdmin.StartAsync(
            listener: l => l with { PerSource = new PerSourceConfig { MaxConnections = 1, Ipv4Prefix = 24 } },
            backends: [Loopback.AddressOf(backend)]);
        using var session = await Loopback.ConnectAsync(admin.Balancer.Address);
        using var accepted = await Loopback.AcceptAsync(backend);
        using var refused = await Loopback.TryConnectAsync(admin.Balancer.Address);
        if (refused is not null) Assert.That((await refused.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
        var report = await Eventually.GetAsync(
            "the refused connection", Loopback.Patience,
            () => admin.Local.ReadAsync<SourceReport>("/v1/sources?listener=listener&order=refused"),
            r => r.Sources is [{ RefusedPerMinute: > 0.5 }]);
        var source = report.Sources[0];
        Assert.That((source.Listener, source.Source, source.Sessions), Is.EqualTo(("listener", "127.0.0.0/24", 1)));
        Assert.That(source.ConnectionsPerMinute, Is.EqualTo(2).Within(0.5));
        Assert.That(report.NotCounted, Is.Empty);
        var status = await admin.Local.ReadAsync<BalancerSnapshot>("/v1/status");
        Assert.That(status.Sources.Tracked, Is.EqualTo(1));
    }

    [Test]
    public async Task A_listener_without_rules_counts_none_and_impossible_queries_are_refused()
    {
        await using var admin = await RunningAdmin.StartAsync();
        var report = await admin.Local.ReadAsync<SourceReport>("/v1/sources");
        Assert.That((report.Sources.Count, report.NotCounted.Count), Is.EqualTo((0, 1)));
        await admin.Local.GetAsync("/v1/sources?listener=other").RefusesAsync(HttpStatusCode.NotFound);
        await admin.Local.GetAsync("/v1/sources?order=size").RefusesAsync(HttpStatusCode.UnprocessableEntity);
        await admin.Local.GetAsync("/v1/sources?limit=1001").RefusesAsync(HttpStatusCode.UnprocessableEntity);
    }
}
