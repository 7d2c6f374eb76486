using System.Net;
using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>From where backends are connected, as a backend on 127.0.0.1 sees it.</summary>
[TestFixtureSource(nameof(OneOfEachEngine))]
[Platform("Linux")]
internal sealed class SourceTests(TestedEngine engine)
{
    /// <summary>Below the range of the kernel, and of the ports that tests take.</summary>
    private static readonly PortRange LowPorts = new(9_400, 9_407);

    private static IEnumerable<TestFixtureData> OneOfEachEngine =>
        [new(TestedEngine.Portable), new(TestedEngine.Native)];

    [Test]
    public async Task Addresses_are_used_in_turn()
    {
        using var backend = Loopback.Listen();
        await using var balancer = await StartAsync(backend, From("127.0.0.2", "127.0.0.3", "127.0.0.4"));
        var seen = await SourcesOfAsync(balancer, backend, 6);
        Assert.That(seen.GroupBy(from => from.Address.ToString()).Select(g => (g.Key, g.Count())), Is.EquivalentTo(
            new[] { ("127.0.0.2", 2), ("127.0.0.3", 2), ("127.0.0.4", 2) }));
    }

    [Test]
    public async Task Only_addresses_of_the_backends_family_are_used()
    {
        using var backend = Loopback.Listen();
        await using var balancer = await StartAsync(backend, From("::1", "127.0.0.2"));
        var seen = await SourcesOfAsync(balancer, backend, 3);
        Assert.That(seen.Select(from => from.Address.ToString()), Is.All.EqualTo("127.0.0.2"));
    }

    [Test]
    public async Task An_ipv6_backend_is_connected_from_an_ipv6_address()
    {
        using var backend = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        backend.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        backend.Listen();
        await using var balancer =
            await StartAsync(backend, From("127.0.0.2", "::1") with { Ports = new PortRange(21_100, 21_110) });
        var seen = await SourcesOfAsync(balancer, backend, 2);
        Assert.That(seen.Select(from => from.Address), Is.All.EqualTo(IPAddress.IPv6Loopback));
        Assert.That(seen.Select(from => from.Port), Is.All.InRange(21_100, 21_110));
    }

    /// <summary>Narrowed by the kernel where it can, bound one by one where it cannot.</summary>
    [TestCase(21_010, 21_020)]
    [TestCase(45_000, 45_010)]
    public async Task Ports_are_of_the_range(int first, int last)
    {
        using var backend = Loopback.Listen();
        await using var balancer = await StartAsync(
            backend, From("127.0.0.2") with { Ports = new PortRange(first, last) });
        var seen = await SourcesOfAsync(balancer, backend, 4);
        Assert.That(seen.Select(from => from.Port), Is.All.InRange(first, last));
    }

    [Test]
    public async Task Without_a_port_left_the_next_address_is_used_and_no_backend_is_blamed()
    {
        using var backend = Loopback.Listen();
        await using var balancer =
            await StartAsync(backend, From("127.0.0.2", "127.0.0.3") with { Ports = LowPorts });
        var sessions = new List<RelayedSession>();
        for (var i = 0; i < 2 * LowPorts.Count; i++) sessions.Add(await balancer.OpenAsync(backend));
        Assert.That(
            sessions.Select(s => ((IPEndPoint)s.Server.RemoteEndPoint!).Address.ToString()).Distinct(),
            Is.EquivalentTo(new[] { "127.0.0.2", "127.0.0.3" }));
        await balancer.RefusesAsync(CloseReason.RefusedLocalShortage);
        Assert.That(balancer.Backend(backend).Counters.ConnectFailures, Is.Zero);
        foreach (var session in sessions)
        {
            await session.PingAsync();
            session.Dispose();
        }
    }

    /// <summary>A port in use for one backend is free for another.</summary>
    [Test]
    public async Task Each_backend_has_the_whole_range()
    {
        using var first = Loopback.Listen();
        using var second = Loopback.Listen();
        var source = From("127.0.0.2") with { Ports = LowPorts };
        await using var one = await StartAsync(first, source);
        await using var other = await StartAsync(second, source);
        var sessions = new List<RelayedSession>();
        for (var i = 0; i < LowPorts.Count; i++) sessions.Add(await one.OpenAsync(first));
        for (var i = 0; i < LowPorts.Count; i++) sessions.Add(await other.OpenAsync(second));
        foreach (var session in sessions) session.Dispose();
    }

    [Test]
    public async Task An_address_that_the_machine_does_not_have_is_passed_over()
    {
        using var backend = Loopback.Listen();
        await using var balancer = await StartAsync(backend, From("192.0.2.7", "127.0.0.3"));
        var seen = await SourcesOfAsync(balancer, backend, 4);
        Assert.That(seen.Select(from => from.Address.ToString()), Is.All.EqualTo("127.0.0.3"));
        Assert.That(balancer.Backend(backend).Counters.ConnectFailures, Is.Zero);
    }

    [Test]
    public async Task Without_any_usable_address_clients_are_refused_and_no_backend_is_blamed()
    {
        using var backend = Loopback.Listen();
        await using var balancer = await StartAsync(backend, From("192.0.2.7"));
        await balancer.RefusesAsync(CloseReason.RefusedLocalShortage);
        Assert.That(balancer.Backend(backend).Counters.ConnectFailures, Is.Zero);
    }

    [Test]
    public async Task A_missing_interface_refuses_clients_and_blames_no_backend()
    {
        using var backend = Loopback.Listen();
        await using var balancer = await StartAsync(backend, new SourceConfig { Interface = "l4b-none" });
        await balancer.RefusesAsync(CloseReason.RefusedLocalShortage);
        Assert.That(balancer.Backend(backend).Counters.ConnectFailures, Is.Zero);
    }

    [Test]
    public async Task A_unix_backend_needs_no_source()
    {
        using var folder = new TempFolder();
        using var backend = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        backend.Bind(new UnixDomainSocketEndPoint(folder.PathOf("back.sock")));
        backend.Listen();
        await using var balancer = await StartAsync(backend, From("192.0.2.7"));
        using var session = await balancer.OpenAsync(backend);
        await session.PingAsync();
    }

    /// <summary>By the event loop of the native engine, and by tasks.</summary>
    [Test]
    public async Task Probes_connect_from_the_source_too([Values(ProbeKind.Tcp, ProbeKind.Redis)] ProbeKind kind)
    {
        using var backend = Loopback.Listen();
        var health = new HealthConfig { Type = kind };
        if (kind == ProbeKind.Tcp) health = health with { Send = new ProbeBytes("?"u8.ToArray()) };
        var starting = RunningBalancer.StartAsync(
            engine, [Loopback.AddressOf(backend)],
            pool => (pool with { Source = From("127.0.0.2"), Health = health }).WithProbesFromSource());
        using (var probe = await Loopback.AcceptAsync(backend))
            Assert.That(((IPEndPoint)probe.RemoteEndPoint!).Address.ToString(), Is.EqualTo("127.0.0.2"));
        await using var balancer = await starting;
    }

    private static SourceConfig From(params IEnumerable<string> addresses) =>
        new() { Addresses = new ValueList<IPAddress>(addresses.Select(IPAddress.Parse)) };

    private Task<RunningBalancer> StartAsync(Socket backend, SourceConfig source) => RunningBalancer.StartAsync(
        engine, [Loopback.AddressOf(backend)], pool => pool with { Source = source });

    private static async Task<IPEndPoint[]> SourcesOfAsync(RunningBalancer balancer, Socket backend, int sessions)
    {
        var seen = new List<IPEndPoint>();
        for (var i = 0; i < sessions; i++)
        {
            using var session = await balancer.OpenAsync(backend);
            await session.PingAsync();
            seen.Add((IPEndPoint)session.Server.RemoteEndPoint!);
        }

        return [.. seen];
    }
}
