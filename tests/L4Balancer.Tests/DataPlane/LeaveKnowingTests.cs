using System.Net;
using System.Net.Sockets;
using System.Text;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Tests.DataPlane.Protocols;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>
/// A session that leaves its engine takes along what the first bytes of its client have told: those bytes are gone, and
/// whoever goes on with it cannot ask for them again.
/// </summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class LeaveKnowingTests(TestedEngine engine) : BackendFixture
{
    private const string Header = "PROXY TCP4 192.0.2.1 198.51.100.7 51234 443\r\n";

    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);
    private static readonly byte[] Ssl = PostgreSqlBytes.First(80877103);
    private static readonly byte[] Hello = HelloBytes.For(RoutedBalancer.Name, "postgresql").Records();

    private FullBackend? _full;

    [TearDown]
    public void CloseFull()
    {
        _full?.Dispose();
        _full = null;
    }

    [TestCase(AcceptProxyMode.Required, 20)]
    [TestCase(AcceptProxyMode.Required, 0)]
    [TestCase(AcceptProxyMode.Optional, 4)]
    public async Task Part_of_a_header_is_passed_on_and_the_client_is_not_known(AcceptProxyMode mode, int length)
    {
        await using var balancer = await StartAsync(SessionPhase.Preread, mode);
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync(Header[..length]);
        using var departed = await LeaveAsync(balancer, s => s.Phase == SessionPhase.Preread);
        Assert.That((departed.IsClientKnown, departed.Account.Facts), Is.EqualTo((false, (ClientFacts?)null)));
        Assert.That(departed.Account.Client.ToString(), Is.EqualTo(client.LocalEndPoint!.ToString()));

        // The rest waits in the kernel.
        Assert.That(Header[..length], Does.StartWith(Encoding.ASCII.GetString(departed.Preread.Span)));
    }

    [Test]
    public async Task What_a_proxy_has_told_is_known_in_every_later_phase(
        [Values(SessionPhase.Preread, SessionPhase.Waiting, SessionPhase.Connecting, SessionPhase.Relaying,
            SessionPhase.HalfClosed)]
        SessionPhase phase)
    {
        await using var balancer = await StartAsync(phase);
        using var other = phase == SessionPhase.Waiting ? await OpenAsync(balancer) : null;
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync(Header + (phase == SessionPhase.Connecting ? "body" : ""));
        using var server = phase is SessionPhase.Relaying or SessionPhase.HalfClosed
            ? await Loopback.AcceptAsync(Backend)
            : null;
        if (phase == SessionPhase.HalfClosed) client.Shutdown(SocketShutdown.Send);
        var proxy = client.LocalEndPoint!.ToString();
        using var departed = await LeaveAsync(
            balancer, s => s.Phase == phase && s.Client.ToString() == "192.0.2.1:51234");
        var facts = departed.Account.Facts!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(departed.Phase, Is.EqualTo(phase));
            Assert.That(departed.IsClientKnown, Is.True);
            Assert.That(departed.Account.Client.ToString(), Is.EqualTo("192.0.2.1:51234"));
            Assert.That(facts.Destination.ToString(), Is.EqualTo("198.51.100.7:443"));
            Assert.That(facts.Proxy.ToString(), Is.EqualTo(proxy));
            Assert.That(facts.AwaitsTls, Is.False);
            var preread = Encoding.ASCII.GetString(departed.Preread.Span);
            Assert.That(preread, Is.EqualTo("body").Or.Empty, "No header in it.");
        }
    }

    [Test]
    public async Task A_client_that_came_without_a_proxy_is_known()
    {
        await using var balancer = await RunningBalancer.StartAsync(engine, [Loopback.AddressOf(Backend)]);
        using var session = await balancer.OpenAsync(Backend);
        using var departed = await LeaveAsync(balancer, s => s.Phase == SessionPhase.Relaying);
        Assert.That((departed.IsClientKnown, departed.Account.Facts), Is.EqualTo((true, (ClientFacts?)null)));
    }

    /// <summary>A backend that is connected, but has not answered the question for TLS, is still being connected.
    /// </summary>
    [Test]
    public async Task The_promise_of_TLS_is_kept_in_every_later_phase(
        [Values(SessionPhase.Preread, SessionPhase.Connecting, SessionPhase.Relaying)] SessionPhase phase)
    {
        using var own = Loopback.Listen();
        await using var balancer = await RoutedBalancer.StartAsync(
            engine, own, [Backend], l => Accepting(l, AcceptProxyMode.Required),
            options: o => o with { Time = new ManualTime() });
        using var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync(Header);
        await client.SendAsync(Ssl);
        Assert.That(await client.ReadAsync(1), Is.EqualTo("S"));
        await client.SendAsync(phase == SessionPhase.Preread ? Hello[..50] : Hello);
        using var server = phase == SessionPhase.Preread ? null : await Loopback.AcceptAsync(Backend);
        if (server is not null) Assert.That(await server.ReadBytesAsync(Ssl.Length), Is.EqualTo(Ssl));
        if (phase == SessionPhase.Relaying)
        {
            await server!.SendAsync("S");
            await server!.ReadBytesAsync(Hello.Length);
        }

        using var departed = await LeaveAsync(balancer, s => s.Phase == phase);
        var facts = departed.Account.Facts!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(departed.IsClientKnown, Is.True);
            Assert.That(departed.Account.Client.ToString(), Is.EqualTo("192.0.2.1:51234"));
            Assert.That(facts.AwaitsTls, Is.True);
            Assert.That(
                (facts.ServerName, facts.Alpn),
                Is.EqualTo(phase == SessionPhase.Preread ? (null, null) : (RoutedBalancer.Name, "postgresql")));
            Assert.That(Hello.AsSpan().StartsWith(departed.Preread.Span), Is.True, "No question in it.");
            if (phase == SessionPhase.Connecting)
                Assert.That((departed.Server, departed.Preread.Length), Is.EqualTo(((object?)null, Hello.Length)));
        }
    }

    private async Task<RunningBalancer> StartAsync(
        SessionPhase phase, AcceptProxyMode mode = AcceptProxyMode.Required)
    {
        if (phase == SessionPhase.Connecting) _full = await FullBackend.StartAsync();
        return await RunningBalancer.StartAsync(
            engine, [_full?.Address ?? Loopback.AddressOf(Backend)],
            pool => pool with
            {
                Timeouts = pool.Timeouts with { Connect = Long },
                Queue = new QueueConfig { Max = 10, Timeout = Long },
                Backends = [pool.Backends[0] with { MaxConnections = 1 }],
            },
            listener => Accepting(listener, mode) with
            {
                // So that the header alone leads to the next preread.
                Connect = phase == SessionPhase.Preread ? ConnectMoment.OnData : listener.Connect,
                FirstByteTimeout = Long,
            });
    }

    private static ListenerConfig Accepting(ListenerConfig listener, AcceptProxyMode mode) => listener with
    {
        PrereadTimeout = Long,
        AcceptProxy = new AcceptProxyConfig
        {
            Mode = mode,
            Trusted = [IPNetwork.Parse("127.0.0.0/8")],
            Timeout = Long,
        },
    };

    private async Task<RelayedSession> OpenAsync(RunningBalancer balancer)
    {
        var client = await Loopback.ConnectAsync(balancer.Address);
        await client.SendAsync(Header.Replace("51234", "51235", StringComparison.Ordinal));
        return new RelayedSession(client, await Loopback.AcceptAsync(Backend));
    }

    private static async Task<DepartedSession> LeaveAsync(RunningBalancer balancer, Func<SessionInfo, bool> isIt)
    {
        var list = await Eventually.GetAsync(
            "the session is in its phase", Loopback.Patience,
            () => balancer.Balancer.Engine.ListSessionsAsync(new SessionFilter(), Loopback.Deadline),
            seen => seen.Sessions.Any(isIt));
        var departures = (IEngineHandover)balancer.Balancer.Engine;
        return await departures.LeaveAsync(list.Sessions.First(isIt).Id, Loopback.Deadline)
            ?? throw new AssertionException("It is gone.");
    }
}
