using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.DataPlane;
using L4Balancer.Linux.Sockets;
using L4Balancer.Tests.Support;
using SocketAddress = L4Balancer.Linux.Sockets.SocketAddress;

namespace L4Balancer.Tests.DataPlane;

/// <summary>The options of listening sockets, and their changes by reloads.</summary>
[TestFixtureSource(nameof(OneOfEachEngine))]
[Platform("Linux")]
internal sealed class ListenSocketTests(TestedEngine engine) : BackendFixture
{
    private static readonly TestedEngine[] OneOfEachEngine = [TestedEngine.Portable, TestedEngine.Native];

    private static readonly ListenSocketConfig Deferring = new() { DeferAccept = TimeSpan.FromSeconds(30) };

    [TestCase("127.0.0.1", false)]
    [TestCase("::1", false)]
    [TestCase("::", true)]
    public async Task Clients_are_served_with_all_of_them(string ip, bool isDualStack)
    {
        var options = new ListenSocketConfig
        {
            Freebind = true,
            Transparent = Environment.IsPrivilegedProcess,
            Interface = "lo",
            Mark = Environment.IsPrivilegedProcess ? 7 : 0,
            FastOpen = 16,
            DeferAccept = TimeSpan.FromSeconds(3),
            Mptcp = true,
        };
        var bind = new BindAddress(NetAddress.FromIp(IPAddress.Parse(ip), 0), isDualStack);
        await using var balancer = await StartAsync(options, bind);
        var port = balancer.Address.Port;
        if (ip != "127.0.0.1") await ServeAsync(NetAddress.FromIp(IPAddress.IPv6Loopback, port));
        if (ip != "::1") await ServeAsync(NetAddress.FromIp(IPAddress.Loopback, port));
    }

    [Test]
    public async Task An_address_that_the_machine_does_not_have_needs_freebind()
    {
        var foreign = new BindAddress(NetAddress.FromIp(IPAddress.Parse("192.0.2.77"), 0), IsDualStack: false);
        Assert.That(async () => await StartAsync(new(), foreign), Throws.TypeOf<ListenerBindException>());
        await using var balancer = await StartAsync(new ListenSocketConfig { Freebind = true }, foreign);
        Assert.That(balancer.Address.Port, Is.Not.Zero);
    }

    [Test]
    public void An_interface_that_does_not_exist_is_named() =>
        Assert.That(
            async () => await StartAsync(new ListenSocketConfig { Interface = "l4b-none" }),
            Throws.TypeOf<ListenerBindException>().With.Message.EndsWith("interface l4b-none does not exist"));

    [Test]
    public async Task A_silent_client_is_kept_back_until_its_first_bytes_come()
    {
        await using var balancer = await StartAsync(Deferring);
        using var silent = await Loopback.ConnectAsync(balancer.Address);
        await ServeAsync(balancer.Address);
        Assert.That(balancer.Counters.Accepted, Is.EqualTo(1));
        await silent.SendAsync("?");
        using var server = await Loopback.AcceptAsync(Backend);
        Assert.That(balancer.Counters.Accepted, Is.EqualTo(2));
    }

    /// <summary>The kernel hands it over at the next repetition of its answer, about a second after the SYN.</summary>
    [Test]
    public async Task A_silent_client_is_served_when_its_listener_goes_away()
    {
        await using var balancer = await StartAsync(Deferring);
        using var silent = await Loopback.ConnectAsync(balancer.Address);
        Assert.That(balancer.Counters.Accepted, Is.Zero);
        await balancer.ReloadAsync(Config(new(), Local(FreePort.Pick())));
        using var server = await Loopback.AcceptAsync(Backend);
        using var session = new RelayedSession(silent, server);
        await session.PingAsync();
    }

    [Test]
    public async Task A_reload_changes_the_options_of_sockets_that_listen()
    {
        var bind = Local(FreePort.Pick());
        await using var balancer = await StartAsync(new() { Interface = "lo", FastOpen = 8 }, bind);
        using (var early = await balancer.OpenAsync(Backend))
        {
            await balancer.ReloadAsync(Config(Deferring, bind));
            await early.PingAsync();
        }

        using (var silent = await Loopback.ConnectAsync(balancer.Address))
        {
            await ServeAsync(balancer.Address);
            Assert.That(balancer.Counters.Accepted, Is.EqualTo(2));
        }

        await balancer.ReloadAsync(Config(new(), bind));
        using var next = await balancer.OpenAsync(Backend);
    }

    [TestCase(true, "mptcp cannot change while the address stays")]
    [TestCase(false, "interface l4b-none does not exist")]
    public async Task A_reload_that_cannot_change_them_is_refused_as_a_whole(bool isMultipath, string cause)
    {
        var bind = Local(FreePort.Pick());
        await using var balancer = await StartAsync(new(), bind);
        var next = isMultipath
            ? new ListenSocketConfig { Mptcp = true }
            : new ListenSocketConfig { Interface = "l4b-none", DeferAccept = TimeSpan.FromSeconds(30) };
        Assert.That(
            async () => await balancer.ReloadAsync(Config(next, bind)),
            Throws.TypeOf<ListenerBindException>().With.Message.Contains(cause));
        using var session = await balancer.OpenAsync(Backend);
        await session.PingAsync();
    }

    [Test]
    [SupportedOSPlatform("linux")]
    public async Task A_client_with_multipath_is_served()
    {
        if (Linux.KernelFeatures.MultipathLack() is { } lack) Assert.Ignore($"Multipath TCP: {lack}.");
        await using var balancer = await StartAsync(new ListenSocketConfig { Mptcp = true });
        var address = SocketAddress.Of(IPAddress.Loopback, balancer.Address.Port);
        var made = StreamSockets.Create(address, isMultipath: true).OrThrow("socket");
        using var client = new Socket(new SafeSocketHandle(made.Count, ownsHandle: true));
        await client.ConnectAsync(new IPEndPoint(IPAddress.Loopback, balancer.Address.Port), Loopback.Deadline);
        using var session = new RelayedSession(client, await Loopback.AcceptAsync(Backend));
        await session.PingAsync();
        var sent = new string('x', 1_000_000);
        var receiving = session.Server.ReadAsync(sent.Length);
        await client.SendAsync(sent);
        Assert.That(await receiving, Is.EqualTo(sent));
        client.Shutdown(SocketShutdown.Send);
        Assert.That((await session.Server.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Fin));
    }

    private static BindAddress Local(int port) => new(NetAddress.FromIp(IPAddress.Loopback, port), IsDualStack: false);

    private async Task ServeAsync(NetAddress address)
    {
        // With defer-accept a client speaks first.
        using var client = await Loopback.ConnectAsync(address);
        await client.SendAsync("?");
        using var session = new RelayedSession(client, await Loopback.AcceptAsync(Backend));
        await session.Server.ReadAsync(1);
        await session.PingAsync();
    }

    private Task<RunningBalancer> StartAsync(ListenSocketConfig options, BindAddress? bind = null) =>
        RunningBalancer.StartAsync(
            engine, [Loopback.AddressOf(Backend)],
            listener: l => l with { ListenSocket = options, Bind = [bind ?? Local(0)] });

    private BalancerConfig Config(ListenSocketConfig options, BindAddress bind) => RunningBalancer.Config(
        engine, [Loopback.AddressOf(Backend)], listener: l => l with { ListenSocket = options, Bind = [bind] });
}
