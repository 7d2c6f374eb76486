using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes.MySql;

/// <summary>Role and lag of a real MariaDB primary and its replica.</summary>
[TestFixture, NonParallelizable]
internal sealed class MariaDbReplicationTests
{
    private const string Password = "a secret";

    private static readonly HealthConfig Monitor =
        new() { Type = ProbeKind.Mysql, Login = SqlProbes.Login("monitor") };

    private static readonly HealthConfig Rightless =
        new() { Type = ProbeKind.Mysql, Login = SqlProbes.Login("rightless") };

    private readonly SqlProbes _probes = new(null, ("monitor", Password), ("rightless", Password));
    private MariaDbServer _primary = null!;
    private MariaDbServer _replica = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _primary = new MariaDbServer(null, "--server-id=1", "--log-bin=bin", "--log-basename=db");
        _replica = new MariaDbServer(
            null, "--server-id=2", "--log-basename=db", "--read-only=ON", "--slave-net-timeout=5");
        await _primary.InstallAsync();
        await _replica.CopyAsync(_primary);
        await RealServer.StartAllAsync([_primary, _replica]);
        await _primary.AskAsRootAsync($"""
            CREATE USER replicator@'%' IDENTIFIED BY '{Password}';
            GRANT REPLICATION SLAVE ON *.* TO replicator@'%';
            CREATE USER monitor@'%' IDENTIFIED BY '{Password}';
            GRANT SLAVE MONITOR ON *.* TO monitor@'%';
            CREATE USER rightless@'%' IDENTIFIED BY '{Password}';
            """);
        await _replica.AskAsRootAsync($"""
            CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT={_primary.Port}, MASTER_USER='replicator',
              MASTER_PASSWORD='{Password}', MASTER_USE_GTID=slave_pos, MASTER_CONNECT_RETRY=1;
            START SLAVE;
            """);
        await CaughtUpAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_replica is not null) await _replica.DisposeAsync();
        if (_primary is not null) await _primary.DisposeAsync();
    }

    [Test]
    public async Task The_roles_are_known_with_and_without_the_right_and_the_lag_with_it()
    {
        await CaughtUpAsync();
        Assert.That(await FindAsync(_primary, Monitor), Is.EqualTo((ServerRole.Primary, (TimeSpan?)null)));
        Assert.That(await FindAsync(_replica, Monitor), Is.EqualTo((ServerRole.Replica, (TimeSpan?)TimeSpan.Zero)));
        Assert.That(await FindAsync(_primary, Rightless), Is.EqualTo((ServerRole.Primary, (TimeSpan?)null)));
        Assert.That(await FindAsync(_replica, Rightless), Is.EqualTo((ServerRole.Replica, (TimeSpan?)null)));
    }

    [Test]
    public async Task Any_thread_that_does_not_run_makes_the_lag_unknown([Values("SQL", "IO")] string thread)
    {
        await CaughtUpAsync();
        await _replica.AskAsRootAsync($"STOP SLAVE {thread}_THREAD");
        Assert.That(await FindAsync(_replica, Monitor), Is.EqualTo((ServerRole.Replica, (TimeSpan?)null)));
        await _replica.AskAsRootAsync("START SLAVE");
        await CaughtUpAsync();
    }

    [Test]
    public async Task A_primary_that_is_gone_makes_the_lag_unknown()
    {
        await CaughtUpAsync();
        await _primary.Kill9Async();
        await UntilAsync("it has noticed", _replica, findings => findings is { Role: ServerRole.Replica, Lag: null });
        await _primary.StartAgainAsync();
        await CaughtUpAsync();
    }

    [Test]
    public async Task A_replica_that_applies_too_slowly_is_behind()
    {
        await CaughtUpAsync();
        await using (var client = await HeldAsync())
        {
            await _primary.AskAsRootAsync("REPLACE INTO test.notes VALUES (1, 'late')");
            await UntilAsync("it is behind", _replica, findings => findings?.Lag >= TimeSpan.FromSeconds(1));
        }

        await CaughtUpAsync();
    }

    [Test]
    public async Task Read_only_alone_decides_the_role()
    {
        await CaughtUpAsync();
        await _replica.AskAsRootAsync("SET GLOBAL read_only = OFF");
        Assert.That(await FindAsync(_replica, Monitor), Is.EqualTo((ServerRole.Primary, (TimeSpan?)null)));
        await _replica.AskAsRootAsync("SET GLOBAL read_only = ON");
        Assert.That((await FindAsync(_replica, Monitor)).Role, Is.EqualTo(ServerRole.Replica));
        await _primary.AskAsRootAsync("SET GLOBAL read_only = ON");
        Assert.That(await FindAsync(_primary, Monitor), Is.EqualTo((ServerRole.Replica, (TimeSpan?)null)));
        await _primary.AskAsRootAsync("SET GLOBAL read_only = OFF");
    }

    /// <summary>A session that keeps the replica from applying anything, until it ends.</summary>
    private async Task<MariaDbClient> HeldAsync()
    {
        await _replica.AskAsRootAsync("GRANT RELOAD, LOCK TABLES, SELECT ON *.* TO app@'%'");
        var client = MariaDbClient.Start(_replica.Port);
        await client.AskAsync("LOCK TABLES test.notes READ; SELECT 1;");
        return client;
    }

    private async Task CaughtUpAsync() => await UntilAsync(
        "it has caught up", _replica, findings => findings is { Role: ServerRole.Replica, Lag.Ticks: 0 });

    private Task<ProbeOutcome> UntilAsync(string what, MariaDbServer server, Func<ProbeFindings?, bool> isReached) =>
        _probes.UntilAsync(what, Monitor, AddressOf(server), outcome => outcome.IsGood && isReached(outcome.Findings));

    private async Task<(ServerRole? Role, TimeSpan? Lag)> FindAsync(MariaDbServer server, HealthConfig health)
    {
        var outcome = await _probes.RunAsync(health, AddressOf(server));
        Assert.That(outcome.IsGood, Is.True, outcome.Cause);
        return (outcome.Findings?.Role, outcome.Findings?.Lag);
    }

    private static NetAddress AddressOf(MariaDbServer server) =>
        NetAddress.FromIp(System.Net.IPAddress.Loopback, server.Port);
}
