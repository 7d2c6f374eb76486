using System.Net;
using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane;
using L4Balancer.Sockets;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>IPv4, IPv6 and unix sockets, for clients and for backends.</summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class SocketKindTests(TestedEngine engine)
{
    private static readonly string[] Kinds = ["ipv4", "ipv6", "unix"];

    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("l4b").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Every_kind_of_client_reaches_every_kind_of_backend(
        [ValueSource(nameof(Kinds))] string front, [ValueSource(nameof(Kinds))] string back)
    {
        using var backend = Listen(back);
        await using var balancer =
            await StartAsync(new BindAddress(AddressOf(front, "front.sock"), IsDualStack: false), backend);
        for (var i = 0; i < 2; i++)
        {
            using var session = await balancer.OpenAsync(backend);
            await session.PingAsync();
            await EndAsync(session.Client, session.Server, "request");
            await EndAsync(session.Server, session.Client, "answer");
        }

        await balancer.EndedAsync(CloseReason.ClientClosed, 2);
        await balancer.NothingLeftAsync();
    }

    [Test]
    public async Task A_dual_stack_address_takes_both_families()
    {
        using var backend = Loopback.Listen();
        await using var balancer =
            await StartAsync(new BindAddress(NetAddress.FromIp(IPAddress.IPv6Any, 0), IsDualStack: true), backend);
        foreach (var ip in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            using var session = await RelayedSession.OpenAsync(NetAddress.FromIp(ip, balancer.Address.Port), backend);
            await session.PingAsync();
        }
    }

    [Test]
    public async Task The_two_families_may_be_bound_side_by_side_on_one_port()
    {
        using var backend = Loopback.Listen();
        await using var first =
            await StartAsync(new BindAddress(NetAddress.FromIp(IPAddress.Any, 0), IsDualStack: false), backend);
        var port = first.Address.Port;
        await using var second =
            await StartAsync(new BindAddress(NetAddress.FromIp(IPAddress.IPv6Any, port), IsDualStack: false), backend);
        using (var session = await RelayedSession.OpenAsync(NetAddress.FromIp(IPAddress.Loopback, port), backend))
            await session.PingAsync();
        using (var session = await RelayedSession.OpenAsync(NetAddress.FromIp(IPAddress.IPv6Loopback, port), backend))
            await session.PingAsync();
        Assert.That((first.Counters.Accepted, second.Counters.Accepted), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task The_file_of_a_unix_socket_outlives_its_sessions_and_goes_with_its_listener()
    {
        using var backend = Loopback.Listen();
        var address = AddressOf("unix", "front.sock");
        await using (var balancer = await StartAsync(new BindAddress(address, IsDualStack: false), backend))
        {
            (await balancer.OpenAsync(backend)).Dispose();
            await balancer.NothingLeftAsync();
            Assert.That(File.Exists(address.UnixPath), Is.True);
        }

        Assert.That(File.Exists(address.UnixPath), Is.False);
    }

    [Test]
    public async Task A_stale_file_of_a_unix_socket_is_replaced()
    {
        using var backend = Loopback.Listen();
        var address = AddressOf("unix", "front.sock");
        LeaveStaleFile(address);
        await using var balancer = await StartAsync(new BindAddress(address, IsDualStack: false), backend);
        using var session = await balancer.OpenAsync(backend);
        await session.PingAsync();
    }

    [Test]
    public async Task A_unix_socket_that_somebody_listens_on_is_not_taken_away()
    {
        using var owner = Listen("unix");
        var bind = new BindAddress(Loopback.AddressOf(owner), IsDualStack: false);
        Assert.That(async () => await StartAsync(bind, owner),
            Throws.TypeOf<ListenerBindException>().With.Message.Contains("in use"));
        using var client = await Loopback.ConnectAsync(Loopback.AddressOf(owner));
        using var server = await Loopback.AcceptAsync(owner);
    }

    /// <summary>A connect to such a socket waits for a place in the socket's queue.</summary>
    [Test]
    public void A_socket_whose_queue_is_full_is_in_use_and_nobody_waits_for_it()
    {
        var address = AddressOf("unix", "back.sock");
        using var owner = address.CreateSocket();
        owner.Bind(address.ToEndPoint());
        owner.Listen(0);
        using var waiting = address.CreateSocket();
        waiting.Connect(address.ToEndPoint());
        var starting = Task.Run(() => StartAsync(new BindAddress(address, IsDualStack: false), owner));
        Assert.That(async () => await starting.WaitAsync(Loopback.Patience),
            Throws.TypeOf<ListenerBindException>().With.Message.Contains("in use"));
        Assert.That(File.Exists(address.UnixPath), Is.True);
    }

    [TestCase("touch", "a regular file")]
    [TestCase("mkfifo", "a FIFO")]
    [TestCase("mkdir", "a directory")]
    [TestCase("ln -s /dev/null", "a symbolic link")]
    public async Task What_is_no_socket_is_named_and_never_removed(string maker, string kind)
    {
        var path = Path.Combine(_folder, "x");
        var words = maker.Split(' ');
        (await Command.RunAsync(words[0], [.. words[1..], path])).OrThrow();
        var bind = new BindAddress(NetAddress.FromUnix(path), IsDualStack: false);
        using var backend = Loopback.Listen();
        Assert.That(async () => await StartAsync(bind, backend),
            Throws.TypeOf<ListenerBindException>().With.Message.EndsWith(
                $"{bind} cannot be bound: it is {kind}, and only an unused socket is replaced"));
        (await Command.RunAsync("test", words[0] == "ln" ? "-L" : "-e", path)).OrThrow();
    }

    [Test]
    public async Task A_path_that_another_process_has_bound_meanwhile_is_left_to_it()
    {
        using var backend = Loopback.Listen();
        var address = AddressOf("unix", "front.sock");
        Socket other;
        await using (await StartAsync(new BindAddress(address, IsDualStack: false), backend))
        {
            File.Delete(address.UnixPath!);
            other = address.CreateSocket();
            other.Bind(address.ToEndPoint());
            other.Listen();
        }

        using (other) (await Loopback.ConnectAsync(address)).Dispose();
    }

    private Task<RunningBalancer> StartAsync(BindAddress bind, Socket backend) =>
        RunningBalancer.StartAsync(engine, [Loopback.AddressOf(backend)], listener: l => l with { Bind = [bind] });

    private NetAddress AddressOf(string kind, string file) => kind switch
    {
        "ipv4" => NetAddress.FromIp(IPAddress.Loopback, 0),
        "ipv6" => NetAddress.FromIp(IPAddress.IPv6Loopback, 0),
        _ => NetAddress.FromUnix(Path.Combine(_folder, file)),
    };

    private Socket Listen(string kind)
    {
        var address = AddressOf(kind, "back.sock");
        var socket = address.CreateSocket();
        socket.Bind(address.ToEndPoint());
        socket.Listen();
        return socket;
    }

    /// <summary>
    /// As left behind by a killed process: the framework would remove the file with the socket that bound it, so that
    /// socket's file gets another name.
    /// </summary>
    private void LeaveStaleFile(NetAddress address)
    {
        var bound = Path.Combine(_folder, "bound.sock");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(bound));
        File.Move(bound, address.UnixPath!);
    }

    private static async Task EndAsync(Socket from, Socket to, string lastWords)
    {
        await from.SendAsync(lastWords);
        from.Shutdown(SocketShutdown.Send);
        var (bytes, end) = await to.ReadToEndAsync();
        Assert.That((bytes.Length, end), Is.EqualTo((lastWords.Length, StreamEnd.Fin)));
    }
}
