using System.Collections.Concurrent;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Servers;

/// <summary>A real Redis is added to a pool whose clients keep their connections.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class RebalanceTests(TestedEngine engine)
{
    private const int Clients = 40;

    [TestCase(ProtocolKind.None)]
    [TestCase(ProtocolKind.Redis)]
    public async Task A_new_server_gets_its_share_of_the_sessions(ProtocolKind protocol)
    {
        var notices = new ConcurrentQueue<Notice>();
        var servers = await RedisServer.StartAsync(2);
        await using var both = new Disposables(servers);
        var rebalance = new RebalanceConfig
        {
            Rate = 20,
            MinAge = TimeSpan.Zero,
            Quiet = TimeSpan.FromMilliseconds(100),
        };
        NetAddress[] all = [.. servers.Select(server => NetAddress.FromIp(System.Net.IPAddress.Loopback, server.Port))];
        BalancerConfig With(params NetAddress[] backends) => RunningBalancer.Config(engine, backends, pool => pool with
        {
            Policy = PolicyKind.LeastConnections,
            Protocol = protocol,
            Rebalance = rebalance,
        });
        await using var balancer = await RunningBalancer.StartAsync(
            engine, [all[0]], _ => With(all[0]).Pools[0], onNotice: (notice, _) => notices.Enqueue(notice));
        await using var clients = new RedisClients(balancer.Address, Clients);
        await Eventually.HoldsAsync(() => clients.Connected == Clients, () => $"{clients.Connected} clients");

        await balancer.ReloadAsync(With(all));
        await Eventually.HoldsAsync(() => notices.OfType<RebalanceEnded>().Any(), Seen);
        var (old, added) = (balancer.Backend(all[0]).Counters, balancer.Backend(all[1]).Counters);
        var ended = balancer.Pool.Counters.Ended(CloseReason.Rebalanced);

        // The last of them may not have noticed it, or may be connecting.
        await Eventually.HoldsAsync(
            () => clients.Reconnects >= ended && old.Active + added.Active >= Clients,
            () => $"{ended} clients are back; {clients.Reconnects} know, {old.Active} and {added.Active} sessions");
        Assert.That(notices.OfType<RebalanceBegan>().Single().Overloaded, Is.EqualTo(new[] { all[0] }));
        Assert.That(notices.OfType<RebalanceStopped>(), Is.Empty);
        Assert.That(added.Active, Is.InRange(15, 20), "17 to 20 of 40 is within 15 %; some may be connecting.");
        Assert.That(old.Active, Is.LessThanOrEqualTo(23));
        Assert.That(ended, Is.InRange(17, 22), "No more than were too many.");
        Assert.That(clients.Reconnects, Is.EqualTo(ended), "Nobody connected twice.");
        TestContext.Out.WriteLine($"{old.Active} and {added.Active} sessions, {ended} ended");

        string Seen() => string.Join("; ", notices) + $"; {balancer.Pool.Counters.Active} sessions";
    }

    private sealed class Disposables(RedisServer[] servers) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            foreach (var server in servers) await server.DisposeAsync();
        }
    }
}
