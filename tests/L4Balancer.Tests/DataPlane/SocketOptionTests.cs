using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Portable;
using L4Balancer.Sockets;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>The kernel's view of the options of a connection.</summary>
internal sealed class SocketOptionTests
{
    private const int Tcp = 6;
    private const int UserTimeout = 18;

    [Test]
    public void All_options_reach_the_kernel()
    {
        using var socket = NewSocket();
        SocketOptions.Apply(socket, new TcpConfig
        {
            KeepaliveIdle = TimeSpan.FromSeconds(7),
            KeepaliveInterval = TimeSpan.FromSeconds(3),
            KeepaliveProbes = 2,
            UserTimeout = TimeSpan.FromSeconds(11),
        });
        Assert.That(socket.NoDelay, Is.True);
        Assert.That(Read(socket, SocketOptionLevel.Socket, SocketOptionName.KeepAlive), Is.Not.Zero);
        Assert.That(Read(socket, SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime), Is.EqualTo(7));
        Assert.That(Read(socket, SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval), Is.EqualTo(3));
        Assert.That(Read(socket, SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount), Is.EqualTo(2));
        Assert.That(ReadUserTimeout(socket), Is.EqualTo(11_000));
    }

    [Test]
    public void What_is_switched_off_stays_off()
    {
        using var socket = NewSocket();
        SocketOptions.Apply(socket, new TcpConfig { Keepalive = false, UserTimeout = TimeSpan.Zero });
        Assert.That(socket.NoDelay, Is.True, "Nagle's delay is never wanted.");
        Assert.That(Read(socket, SocketOptionLevel.Socket, SocketOptionName.KeepAlive), Is.Zero);
        Assert.That(ReadUserTimeout(socket), Is.Zero);
    }

    [Test]
    public void A_unix_socket_has_none_of_them()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        Assert.That(() => SocketOptions.Apply(socket, new TcpConfig()), Throws.Nothing);
    }

    [TestCase(EngineKind.Portable)]
    [TestCase(EngineKind.Native)]
    [Platform("Linux")]
    public async Task Both_connections_of_a_session_carry_a_keepalive_timer(EngineKind engine)
    {
        using var backend = Loopback.Listen();
        await using var balancer = await RunningBalancer.StartAsync(
            new TestedEngine(engine, RelayKind.Adaptive), [Loopback.AddressOf(backend)]);
        using var session = await balancer.OpenAsync(backend);
        await session.PingAsync();
        var (front, back) = (balancer.Address.Port, ((System.Net.IPEndPoint)session.Server.RemoteEndPoint!).Port);
        await Eventually.GetAsync(
            "a keepalive timer on both connections", Loopback.Patience,
            () => ChildProcess.OutputOfAsync("ss", "-tnoH", $"( sport = :{front} or sport = :{back} )"),
            sockets => sockets.Split("timer:(keepalive,").Length == 3);
    }

    [TestCase(EngineKind.Portable)]
    [TestCase(EngineKind.Native)]
    [Platform("Linux")]
    public async Task Both_connections_have_the_congestion_control_of_the_pool(EngineKind kind)
    {
        using var backend = Loopback.Listen();
        var engine = new TestedEngine(kind, RelayKind.Adaptive);
        var tcp = new TcpConfig { CongestionControl = "reno", NotsentLowat = 65_536 };
        var bind = new BindAddress(Core.NetAddress.FromIp(System.Net.IPAddress.Loopback, FreePort.Pick()), false);
        await using var balancer = await RunningBalancer.StartAsync(
            engine, [Loopback.AddressOf(backend)], pool => pool with { Tcp = tcp }, l => l with { Bind = [bind] });
        Assert.That(await RenoAsync(balancer, backend), Is.EqualTo(2));
        if (CongestionControls.Default is null or "reno") return;
        await balancer.ReloadAsync(RunningBalancer.Config(
            engine, [Loopback.AddressOf(backend)], listener: l => l with { Bind = [bind] }));
        Assert.That(await RenoAsync(balancer, backend), Is.Zero, "The kernel's default is back.");
    }

    [TestCase(EngineKind.Portable)]
    [TestCase(EngineKind.Native)]
    [Platform("Linux")]
    public async Task A_congestion_control_that_the_kernel_does_not_have_ends_no_session(EngineKind engine)
    {
        using var backend = Loopback.Listen();
        await using var balancer = await RunningBalancer.StartAsync(
            new TestedEngine(engine, RelayKind.Adaptive), [Loopback.AddressOf(backend)],
            pool => pool with { Tcp = new TcpConfig { CongestionControl = "l4b-none" } });
        using var session = await balancer.OpenAsync(backend);
        await session.PingAsync();
    }

    [Test]
    public void A_socket_that_met_itself_is_noticed()
    {
        // Bound and connected to its own port: a simultaneous open with itself, which the kernel allows.
        using var socket = NewSocket();
        socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        socket.Connect(socket.LocalEndPoint!);
        Assert.That(ConnectErrors.IsSelfConnected(socket), Is.True);
    }

    [Test]
    public async Task An_ordinary_connection_has_not_met_itself()
    {
        using var backend = Loopback.Listen();
        using var socket = await Loopback.ConnectAsync(Loopback.AddressOf(backend));
        Assert.That(ConnectErrors.IsSelfConnected(socket), Is.False);
    }

    /// <summary>The connections of a new session with that congestion control.</summary>
    private static async Task<int> RenoAsync(RunningBalancer balancer, Socket backend)
    {
        // The connections of an earlier one are gone.
        await balancer.NothingLeftAsync();
        using var session = await balancer.OpenAsync(backend);
        await session.PingAsync();
        var (front, back) = (balancer.Address.Port, ((System.Net.IPEndPoint)session.Server.RemoteEndPoint!).Port);
        var listed = await ChildProcess.OutputOfAsync("ss", "-tinH", $"( sport = :{front} or sport = :{back} )");
        return listed.Split(" reno ").Length - 1;
    }

    private static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private static int Read(Socket socket, SocketOptionLevel level, SocketOptionName name) =>
        (int)socket.GetSocketOption(level, name)!;

    private static int ReadUserTimeout(Socket socket)
    {
        Span<byte> value = stackalloc byte[sizeof(int)];
        socket.GetRawSocketOption(Tcp, UserTimeout, value);
        return BitConverter.ToInt32(value);
    }
}
