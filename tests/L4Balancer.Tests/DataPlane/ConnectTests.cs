using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Sessions;
using L4Balancer.Hosting;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>
/// A backend that cannot be connected to is immediately replaced by another; a failure that cannot be hidden from the
/// client is counted by its reason.
/// </summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class ConnectTests(TestedEngine engine)
{
    private readonly List<Socket> _sockets = [];

    [TearDown]
    public void Close()
    {
        foreach (var socket in _sockets) socket.Dispose();
        _sockets.Clear();
    }

    [Test]
    public async Task A_refused_connect_is_tried_elsewhere_at_once_and_nothing_the_client_said_is_lost()
    {
        var (refusing, backend) = (Refuse(), Listen());
        await using var balancer = await StartAsync([refusing, backend]);
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync("early words");
        using var server = await Loopback.AcceptAsync(backend);
        Assert.That(await server.ReadAsync(11), Is.EqualTo("early words"));
        Assert.That((balancer.Counters.Retries, balancer.Backend(refusing).Counters.ConnectFailures),
            Is.EqualTo((1, 1)));
        Assert.That(balancer.Backend(refusing).Counters.Active, Is.Zero);
    }

    [Test]
    public async Task A_client_whose_whole_tier_fails_waits_for_the_failover_and_is_served_by_the_backup()
    {
        var (refusing, backup) = (Refuse(), Listen());

        // A probe that is late would be a connection that the backup accepts.
        await using var balancer = await StartAsync(
            [refusing, backup],
            pool => WithBackup(pool) with
            {
                Health = new HealthConfig { Interval = TimeSpan.FromMilliseconds(100) },
                Timeouts = pool.Timeouts with { Connect = Loopback.Patience },
            },
            options: o => o with { Probes = new NoProbes() });
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync("early words");
        using var server = await Loopback.AcceptAsync(backup);
        Assert.That(await server.ReadAsync(11), Is.EqualTo("early words"));
        Assert.That(balancer.Counters.Ended(CloseReason.RefusedConnectFailed), Is.Zero);
        client.Reset();
        await balancer.NothingLeftAsync();
    }

    [TestCase(FailoverMode.Manual, null, Description = "no tier takes over by itself")]
    [TestCase(FailoverMode.Automatic, 0, Description = "the operator wants no retries")]
    [TestCase(FailoverMode.Automatic, null, Description = "the primary is not down within timeouts.connect")]
    public async Task A_client_does_not_wait_for_a_failover_that_does_not_come(FailoverMode mode, int? retries)
    {
        var (refusing, backup) = (Refuse(), Listen());
        await using var balancer = await StartAsync([refusing, backup], pool => WithBackup(pool) with
        {
            Mode = mode,
            Retries = retries,
            Health = new HealthConfig { Type = ProbeKind.None, Fall = 100 },
            Timeouts = pool.Timeouts with { Connect = TimeSpan.FromMilliseconds(200) },
        });
        await balancer.RefusesAsync(CloseReason.RefusedConnectFailed);
        Assert.That(backup.Poll(0, SelectMode.SelectRead), Is.False);
        await balancer.NothingLeftAsync();
    }

    [TestCase(null, 4, Description = "the default: at most three more")]
    [TestCase(0, 1)]
    [TestCase(2, 3)]
    [TestCase(15, 6, Description = "no backend is tried twice")]
    public async Task A_client_whom_no_backend_takes_is_reset_after_so_many_tries(int? retries, int tries)
    {
        var backends = Enumerable.Range(0, 6).Select(_ => Refuse()).ToList();
        await using var balancer = await StartAsync(backends, pool => pool with { Retries = retries });
        await balancer.RefusesAsync(CloseReason.RefusedConnectFailed);
        var failures = backends.Select(b => balancer.Backend(b).Counters.ConnectFailures).ToList();
        Assert.That((failures.Sum(), failures.Max()), Is.EqualTo((tries, 1)));
        Assert.That(balancer.Counters.Retries, Is.EqualTo(tries - 1));
        await balancer.NothingLeftAsync();
    }

    [Test]
    public async Task A_backend_that_refuses_fall_connects_in_a_row_is_down_and_returns()
    {
        var (refusing, backend) = (Refuse(), Listen());
        var notices = new System.Collections.Concurrent.ConcurrentQueue<Notice>();
        await using var balancer = await StartAsync(
            [refusing, backend],
            pool => pool with
            {
                Health = new HealthConfig { Type = ProbeKind.None, Fall = 2, Eject = TimeSpan.FromMilliseconds(300) },
            },
            onNotice: (notice, _) => notices.Enqueue(notice));
        for (var i = 0; i < 2; i++)
        {
            using var client = await Loopback.ConnectAsync(balancer.Address);
            using var server = await Loopback.AcceptAsync(backend);
        }

        await Eventually.HoldsAsync(
            () => notices.OfType<BackendDown>().Any(n => n.Address.Equals(Loopback.AddressOf(refusing))),
            () => "it is told to be down");
        await Eventually.HoldsAsync(
            () => notices.OfType<BackendUp>().Any(n => n.Address.Equals(Loopback.AddressOf(refusing))),
            () => "it is tried again");
        Assert.That(balancer.Backend(refusing).Counters.ConnectFailures, Is.EqualTo(2));
    }

    [Test]
    public async Task A_client_that_resets_while_its_backend_is_connected_leaves_nothing_and_blames_nobody()
    {
        using var full = await FullBackend.StartAsync();
        await using var balancer = await RunningBalancer.StartAsync(
            engine, [full.Address],
            pool => pool with { Timeouts = pool.Timeouts with { Connect = TimeSpan.FromMinutes(1) } });
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await Eventually.HoldsAsync(() => balancer.Pool.Counters.Active == 1, () => "the balancer connects");
        client.Reset();
        await balancer.EndedAsync(CloseReason.ClientGone);
        await balancer.NothingLeftAsync();
        Assert.That(balancer.Backend(full.Address).Counters.ConnectFailures, Is.Zero);
    }

    [TestCase(CloseReason.BackendDown, true)]
    [TestCase(CloseReason.Drained, true)]
    [TestCase(CloseReason.OperatorReset, false)]
    public async Task A_session_that_connects_goes_elsewhere_when_its_backend_is_taken_out(
        CloseReason reason, bool leaves)
    {
        using var full = await FullBackend.StartAsync();
        var other = Listen();
        await using var balancer = await RunningBalancer.StartAsync(
            engine, [full.Address, Loopback.AddressOf(other)],
            pool => pool with
            {
                Policy = PolicyKind.First,
                Timeouts = pool.Timeouts with { Connect = TimeSpan.FromMinutes(1) },
            });
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync("early");
        await Eventually.HoldsAsync(
            () => balancer.Backend(full.Address).Counters.Active == 1, () => "the balancer connects");
        if (!leaves)
        {
            balancer.Balancer.Engine.EndSessions("pool", full.Address, reason);
            await full.MakeRoomAsync();
        }

        using var server = leaves ? await LeavesAsync() : await full.AcceptAsync();
        Assert.That(await server.ReadAsync(5), Is.EqualTo("early"));
        await new RelayedSession(client, server).PingAsync();
        Assert.That(balancer.Backend(full.Address).Counters.ConnectFailures, Is.Zero, "It is not its fault.");
        client.Reset();
        await balancer.NothingLeftAsync();

        // Again and again: a place is taken before the connect that can be given up.
        async Task<Socket> LeavesAsync()
        {
            var accepting = Loopback.AcceptAsync(other);
            await Eventually.HoldsAsync(
                () =>
                {
                    balancer.Balancer.Engine.EndSessions("pool", full.Address, reason);
                    return accepting.IsCompleted;
                },
                () => "it goes elsewhere");
            return await accepting;
        }
    }

    [Test]
    public async Task Clients_that_are_gone_before_they_are_served_are_no_trouble()
    {
        var backend = Listen();
        await using var balancer = await StartAsync([backend]);
        var serving = ServeAsync(backend);
        for (var i = 0; i < 200; i++) (await Loopback.ConnectAsync(balancer.Address)).Reset();
        await Eventually.HoldsAsync(() => balancer.Counters.EndedTotal == 200, () => "all sessions are over");
        await balancer.NothingLeftAsync();
        Assert.That(balancer.Counters.Ended(CloseReason.ClientGone) + balancer.Counters.Ended(CloseReason.ClientReset),
            Is.EqualTo(200));
        Assert.That(balancer.Backend(backend).Counters.ConnectFailures, Is.Zero);
        backend.Dispose();
        await serving;
    }

    private static async Task ServeAsync(Socket backend)
    {
        try
        {
            while (true)
            {
                using var server = await backend.AcceptAsync();
                await server.ReadToEndAsync();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    /// <summary>Backends are tried in the order given.</summary>
    private Task<RunningBalancer> StartAsync(
        IEnumerable<Socket> backends, Func<PoolConfig, PoolConfig>? change = null,
        Action<Notice, string?>? onNotice = null, Func<BalancerOptions, BalancerOptions>? options = null) =>
        RunningBalancer.StartAsync(
            engine, backends.Select(Loopback.AddressOf),
            pool => (change ?? (same => same))(pool with { Policy = PolicyKind.First }), options: options,
            onNotice: onNotice);

    /// <summary>The second backend is the backup of the first.</summary>
    private static PoolConfig WithBackup(PoolConfig pool) =>
        pool with { Backends = [pool.Backends[0], pool.Backends[1] with { Tier = 1 }] };

    private Socket Refuse() => Keep(Loopback.Refuse());

    private Socket Listen() => Keep(Loopback.Listen());

    private Socket Keep(Socket socket)
    {
        _sockets.Add(socket);
        return socket;
    }
}
