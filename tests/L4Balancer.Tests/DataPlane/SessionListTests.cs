using System.Net;
using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>Running sessions can be listed, and a single one closed.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class SessionListTests(TestedEngine engine)
{
    private readonly List<RelayedSession> _sessions = [];
    private Socket _one = null!;
    private Socket _two = null!;
    private RunningBalancer _balancer = null!;

    /// <summary>Opens four sessions, two on each backend.</summary>
    [SetUp]
    public async Task OpenAsync()
    {
        (_one, _two) = (Loopback.Listen(), Loopback.Listen());
        _balancer = await RunningBalancer.StartAsync(
            engine, [Loopback.AddressOf(_one), Loopback.AddressOf(_two)],
            pool => pool with { Policy = PolicyKind.RoundRobin });
        for (var i = 0; i < 4; i++)
        {
            var client = await Loopback.ConnectAsync(_balancer.Address);
            await client.SendAsync("?");
            var server = await Loopback.AcceptAsync(i % 2 == 0 ? _one : _two);
            await server.ReadAsync(1);
            _sessions.Add(new RelayedSession(client, server));
        }
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await _balancer.DisposeAsync();
        foreach (var session in _sessions) session.Dispose();
        _sessions.Clear();
        _one.Dispose();
        _two.Dispose();
    }

    [Test]
    public async Task A_session_shows_who_it_serves_and_what_it_moved()
    {
        await _sessions[2].Server.SendAsync("answer");
        await _sessions[2].Client.ReadAsync(6);
        var list = await ListAsync(new SessionFilter());
        var shown = list.Sessions.Single(session => session.Client.Port == PortOf(_sessions[2]));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(list.Total, Is.EqualTo(4));
            Assert.That(list.Sessions.Select(session => session.Id), Is.Unique.And.None.EqualTo(0UL));
            Assert.That(shown.Client.ToString(), Is.EqualTo(_sessions[2].Client.LocalEndPoint!.ToString()));
            Assert.That((shown.Listener, shown.Pool), Is.EqualTo(("listener", "pool")));
            Assert.That(shown.Backend, Is.EqualTo(AddressOf(_sessions[2])));
            Assert.That(shown.Phase, Is.EqualTo(SessionPhase.Relaying));
            Assert.That((shown.BytesUploaded, shown.BytesDownloaded), Is.EqualTo((1, 6)));
            Assert.That(shown.Age, Is.GreaterThanOrEqualTo(shown.Idle));
            Assert.That(shown.Idle, Is.GreaterThanOrEqualTo(0));
        }
    }

    [Test]
    public async Task A_filter_by_backend_shows_its_sessions_and_no_others()
    {
        var list = await ListAsync(new SessionFilter { Backend = Loopback.AddressOf(_two) });
        Assert.That(
            list.Sessions.Select(session => session.Client.Port),
            Is.EquivalentTo((int[])[PortOf(_sessions[1]), PortOf(_sessions[3])]));
    }

    [TestCase("127.0.0.0/8", 4)]
    [TestCase("10.0.0.0/8", 0)]
    public async Task A_filter_by_network_shows_its_clients(string network, int sessions) =>
        Assert.That(
            (await ListAsync(new SessionFilter { Client = IPNetwork.Parse(network) })).Total, Is.EqualTo(sessions));

    [Test]
    public async Task Pages_follow_each_other_in_the_order_asked_for_over_all_loops()
    {
        for (var i = 0; i < 4; i++)
        {
            var bytes = 10 * (4 - i);
            await _sessions[i].Client.SendAsync(new string('x', bytes));
            await _sessions[i].Server.ReadAsync(bytes);
        }

        var first = await ListAsync(new SessionFilter { Rank = SessionRank.Bytes, Limit = 3 });
        var second = await ListAsync(new SessionFilter { Rank = SessionRank.Bytes, Limit = 3, Offset = 3 });
        Assert.That((first.Total, second.Total), Is.EqualTo((4, 4)));
        Assert.That(
            first.Sessions.Concat(second.Sessions).Select(session => session.Client.Port),
            Is.EqualTo(_sessions.Select(PortOf)));
    }

    [Test]
    public async Task A_half_closed_session_says_so_and_one_that_is_over_is_not_shown()
    {
        _sessions[0].Client.Shutdown(SocketShutdown.Send);
        await _sessions[0].Server.ReadToEndAsync();
        await Eventually.GetAsync(
            "half-closed", Loopback.Patience, () => ListAsync(new SessionFilter()),
            list => list.Sessions.Count(session => session.Phase == SessionPhase.HalfClosed) == 1);
        _sessions[0].Server.Shutdown(SocketShutdown.Send);
        await _balancer.EndedAsync(CloseReason.ClientClosed);
        await Eventually.GetAsync(
            "three are left", Loopback.Patience, () => ListAsync(new SessionFilter()), list => list.Total == 3);
    }

    [Test]
    public async Task A_session_is_closed_by_its_number_once_and_the_others_go_on()
    {
        var list = await ListAsync(new SessionFilter());
        var id = list.Sessions.Single(session => session.Client.Port == PortOf(_sessions[1])).Id;
        Assert.That(await CloseAsync(id), Is.True);
        Assert.That((await _sessions[1].Client.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
        Assert.That((await _sessions[1].Server.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
        Assert.That(await CloseAsync(id), Is.False);
        foreach (var other in (int[])[0, 2, 3]) await _sessions[other].PingAsync();
        // Its sockets are closed before the end is counted.
        await _balancer.EndedAsync(CloseReason.OperatorClosed);
        Assert.That(_balancer.Counters.Ended(CloseReason.OperatorClosed), Is.EqualTo(1));
    }

    [TestCase(0UL)]
    [TestCase(0x0000_0000_FFFF_FFFFUL)]
    [TestCase(0xFFFF_0000_0000_0001UL)]
    public async Task A_number_that_no_session_has_closes_nothing(ulong id)
    {
        Assert.That(await CloseAsync(id), Is.False);
        Assert.That((await ListAsync(new SessionFilter())).Total, Is.EqualTo(4));
    }

    [Test]
    public async Task A_session_that_connects_has_no_backend_yet_and_can_be_closed()
    {
        using var full = await FullBackend.StartAsync();
        await using var balancer = await RunningBalancer.StartAsync(
            engine, [full.Address],
            pool => pool with { Timeouts = pool.Timeouts with { Connect = TimeSpan.FromMinutes(1) } });
        using var client = await Loopback.ConnectAsync(balancer.Address);
        var list = await Eventually.GetAsync(
            "one connects", Loopback.Patience,
            () => balancer.Balancer.Engine.ListSessionsAsync(new SessionFilter(), Loopback.Deadline),
            seen => seen.Sessions.Count == 1 && seen.Sessions[0].Phase == SessionPhase.Connecting);
        Assert.That(list.Sessions[0].Backend, Is.Null);
        var isClosed = await balancer.Balancer.Engine.CloseSessionAsync(
            list.Sessions[0].Id, CloseReason.OperatorClosed, Loopback.Deadline);
        Assert.That(isClosed, Is.True);
        Assert.That((await client.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Reset));
        await balancer.EndedAsync(CloseReason.OperatorClosed);
        await balancer.NothingLeftAsync();
    }

    private static int PortOf(RelayedSession session) => ((IPEndPoint)session.Client.LocalEndPoint!).Port;

    private static NetAddress AddressOf(RelayedSession session)
    {
        var end = (IPEndPoint)session.Server.LocalEndPoint!;
        return NetAddress.FromIp(end.Address, end.Port);
    }

    private Task<SessionList> ListAsync(SessionFilter filter) =>
        _balancer.Balancer.Engine.ListSessionsAsync(filter, Loopback.Deadline);

    private Task<bool> CloseAsync(ulong id) =>
        _balancer.Balancer.Engine.CloseSessionAsync(id, CloseReason.OperatorClosed, Loopback.Deadline);
}
