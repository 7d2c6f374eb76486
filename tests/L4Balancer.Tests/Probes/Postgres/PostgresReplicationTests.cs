using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes.Postgres;

/// <summary>Role and lag of a real PostgreSQL primary and a standby that streams from it.</summary>
[TestFixture, NonParallelizable]
internal sealed class PostgresReplicationTests
{
    /// <summary>A user with no rights at all, not even those of pg_monitor.</summary>
    private static readonly HealthConfig Monitor = new()
    {
        Type = ProbeKind.Postgresql,
        Login = new ProbeLoginConfig { User = "monitor", Database = "postgres" },
    };

    private readonly SqlProbes _probes = new();
    private PostgresServer _primary = null!;
    private PostgresServer _standby = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _primary = (await PostgresServer.StartAsync(1))[0];
        await _primary.AskAsync("CREATE USER monitor", "CREATE TABLE notes (id int)");
        _standby = await _primary.StartStandbyAsync();
        await CaughtUpAsync();
    }

    [TearDown]
    public async Task StopAsync()
    {
        if (_standby is not null) await _standby.DisposeAsync();
        if (_primary is not null) await _primary.DisposeAsync();
    }

    [Test]
    public async Task The_roles_change_with_a_promotion()
    {
        Assert.That(await FindAsync(_primary), Is.EqualTo((ServerRole.Primary, (TimeSpan?)null)));
        Assert.That((await FindAsync(_standby)).Role, Is.EqualTo(ServerRole.Replica));
        await _standby.AskAsync("SELECT pg_promote()");
        await UntilAsync("it is the primary", findings => findings is { Role: ServerRole.Primary, Lag: null });
    }

    [Test]
    public async Task A_standby_that_replays_too_slowly_is_behind()
    {
        await _primary.AskAsync("INSERT INTO notes VALUES (1)");
        await CaughtUpAsync();
        await _standby.AskAsync("SELECT pg_wal_replay_pause()");
        await _primary.AskAsync("INSERT INTO notes VALUES (2)");
        await UntilAsync("it is behind", findings => findings?.Lag >= TimeSpan.FromSeconds(1));
        await _standby.AskAsync("SELECT pg_wal_replay_resume()");
        await CaughtUpAsync();
    }

    [Test]
    public async Task A_standby_to_which_nothing_comes_does_not_know_its_lag()
    {
        await _primary.Kill9Async();
        await UntilAsync("it has noticed", findings => findings is { Role: ServerRole.Replica, Lag: null });
        await _primary.StartAgainAsync();
        await CaughtUpAsync();
    }

    private async Task CaughtUpAsync() =>
        await UntilAsync("it has caught up", findings => findings is { Role: ServerRole.Replica, Lag.Ticks: 0 });

    private Task<ProbeOutcome> UntilAsync(string what, Func<ProbeFindings?, bool> isReached) => _probes.UntilAsync(
        what, Monitor, AddressOf(_standby), outcome => outcome.IsGood && isReached(outcome.Findings));

    private async Task<(ServerRole? Role, TimeSpan? Lag)> FindAsync(PostgresServer server)
    {
        var outcome = await _probes.RunAsync(Monitor, AddressOf(server));
        Assert.That(outcome.IsGood, Is.True, outcome.Cause);
        return (outcome.Findings?.Role, outcome.Findings?.Lag);
    }

    private static NetAddress AddressOf(PostgresServer server) =>
        NetAddress.FromIp(System.Net.IPAddress.Loopback, server.Port);
}
