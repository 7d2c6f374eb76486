using System.Net;
using System.Net.Sockets;
using L4Balancer.Linux.LibC;
using L4Balancer.Linux.Sockets;
using L4Balancer.Linux.Tests.Support;
using SocketAddress = L4Balancer.Linux.Sockets.SocketAddress;

namespace L4Balancer.Linux.Tests.Sockets;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ListeningSocketsTests : IDisposable
{
    private readonly List<int> _open = [];
    private readonly List<Socket> _clients = [];

    [TearDown]
    public void Dispose()
    {
        _open.ForEach(StreamSockets.Close);
        _open.Clear();
        _clients.ForEach(client => client.Dispose());
    }

    [Test]
    public void Second_listener_of_an_address_is_refused([Values("127.0.0.1", "::1", "0.0.0.0", "::")] string ip)
    {
        var address = AddressOf(Listen(ip), ip);
        Assert.That(ListeningSockets.Listen(address, 8).Errno, Is.EqualTo(Errno.EADDRINUSE));
        Assert.That(ListeningSockets.ListenBeside(address, 8, false).Errno, Is.EqualTo(Errno.EADDRINUSE));
    }

    [Test]
    public void Second_listener_is_refused_even_where_sharing_is_allowed([Values("127.0.0.1", "::1")] string ip)
    {
        var first = Listen(ip);
        ListeningSockets.AllowSharing(first).OrThrow("setsockopt");
        Assert.That(ListeningSockets.Listen(AddressOf(first, ip), 8).Errno, Is.EqualTo(Errno.EADDRINUSE));
        _open.Add(ListeningSockets.ListenBeside(AddressOf(first, ip), 8, false).OrThrow("listen").Count);
        Assert.That(ListeningSockets.Listen(AddressOf(first, ip), 8).Errno, Is.EqualTo(Errno.EADDRINUSE));
    }

    [Test]
    public void Listener_beside_another_program_that_shares_its_port_from_the_start_is_refused()
    {
        var other = StreamSockets.Create(SocketAddress.Of(IPAddress.Loopback, 0)).Count;
        _open.Add(other);
        TcpOptions.Set(other, SysSocket.SOL_SOCKET, SysSocket.SO_REUSEPORT, 1).OrThrow("setsockopt");
        Bind(other, SocketAddress.Of(IPAddress.Loopback, 0));
        ListeningSockets.SetBacklog(other, 8).OrThrow("listen");
        Assert.That(
            ListeningSockets.Listen(AddressOf(other, "127.0.0.1"), 8).Errno, Is.EqualTo(Errno.EADDRINUSE));
    }

    [Test]
    public void Clients_are_spread_over_listeners_that_share_an_address([Values("127.0.0.1", "::1")] string ip)
    {
        var first = Listen(ip);
        ListeningSockets.AllowSharing(first).OrThrow("setsockopt");
        var second = ListeningSockets.ListenBeside(AddressOf(first, ip), 128, false).OrThrow("listen").Count;
        _open.Add(second);
        for (var i = 0; i < 100; i++) Connect(ip, ListeningSockets.PortOf(first));
        var (one, two) = AcceptAll(100, first, second);
        Assert.That(one + two, Is.EqualTo(100));
        Assert.That((one, two), Is.Not.EqualTo((100, 0)).And.Not.EqualTo((0, 100)));
    }

    [Test]
    public void Deaf_listener_keeps_its_queue_and_leaves_new_clients_to_others()
    {
        var going = Listen("127.0.0.1");
        var port = ListeningSockets.PortOf(going);
        ListeningSockets.AllowSharing(going).OrThrow("setsockopt");
        var staying = Keep(ListeningSockets.ListenBeside(SocketAddress.Of(IPAddress.Any, port), 8, false));
        Connect("127.0.0.1", port);
        ListeningSockets.Deafen(going).OrThrow("setsockopt");
        Connect("127.0.0.1", port);
        Assert.That(AcceptAll(2, going, staying), Is.EqualTo((1, 1)));
    }

    [Test]
    public void Dual_stack_listener_takes_clients_of_both_families()
    {
        var listener = Keep(ListeningSockets.Listen(SocketAddress.Of(IPAddress.IPv6Any, 0), 8, isDualStack: true));
        Connect("127.0.0.1", ListeningSockets.PortOf(listener));
        Connect("::1", ListeningSockets.PortOf(listener));
        Assert.That(AcceptAll(2, listener), Is.EqualTo(2));
    }

    [Test]
    public void Ipv6_listener_alone_leaves_the_port_of_ipv4_to_others()
    {
        var port = ListeningSockets.PortOf(Listen("::"));
        Assert.That(() => Connect("127.0.0.1", port), Throws.TypeOf<SocketException>());
        Keep(ListeningSockets.Listen(SocketAddress.Of(IPAddress.Any, port), 8));
        Connect("127.0.0.1", port);
    }

    [Test]
    public void Unix_listener_has_no_port_and_its_path_is_taken_until_it_is_deleted()
    {
        using var folder = new TestFolder();
        var address = SocketAddress.OfUnix(folder.PathOf("s"));
        var listener = Keep(ListeningSockets.Listen(address, 8));
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(folder.PathOf("s")));
        Assert.That((ListeningSockets.PortOf(listener), AcceptAll(1, listener)), Is.EqualTo((0, 1)));
        Assert.That(ListeningSockets.Listen(address, 8).Errno, Is.EqualTo(Errno.EADDRINUSE));
    }

    [Test]
    public void Accept_without_a_client_is_EAGAIN()
    {
        Assert.That(ListeningSockets.Accept(Listen("127.0.0.1"), out var peer).Errno, Is.EqualTo(Errno.EAGAIN));
        Assert.That(peer.Ip.Length, Is.Zero);
    }

    [Test]
    public void Accepted_socket_is_non_blocking_and_not_for_children()
    {
        using var pair = new TcpPair();
        var (F_GETFD, F_GETFL, FD_CLOEXEC) = (1, 3, 1);
        Assert.That(Unistd.fcntl(pair.Fd, F_GETFL, 0) & Unistd.O_NONBLOCK, Is.Not.Zero);
        Assert.That(Unistd.fcntl(pair.Fd, F_GETFD, 0) & FD_CLOEXEC, Is.Not.Zero);
    }

    [Test]
    public void Accept_without_a_descriptor_to_spare_is_EMFILE_and_the_client_waits()
    {
        var listener = Listen("127.0.0.1");
        Connect("127.0.0.1", ListeningSockets.PortOf(listener));
        TestLibC.WaitFor(listener, TestLibC.POLLIN);
        var result = default(SysResult);
        TestLibC.WithoutDescriptors(() => result = ListeningSockets.Accept(listener, out _));
        Assert.That(result.Errno, Is.EqualTo(Errno.EMFILE));
        Assert.That(AcceptAll(1, listener), Is.EqualTo(1));
    }

    [Test]
    public void Address_of_another_machine_is_EADDRNOTAVAIL() =>
        Assert.That(
            ListeningSockets.Listen(SocketAddress.Of(IPAddress.Parse("198.51.100.7"), 0), 8).Errno,
            Is.EqualTo(Errno.EADDRNOTAVAIL));

    private static SocketAddress AddressOf(int listener, string ip) =>
        SocketAddress.Of(IPAddress.Parse(ip), ListeningSockets.PortOf(listener));

    private static unsafe void Bind(int fd, SocketAddress address)
    {
        fixed (byte* bytes = address.Bytes)
            SysResult.From(SysSocket.bind(fd, bytes, (uint)address.Bytes.Length)).OrThrow("bind");
    }

    private int Listen(string ip) => Keep(ListeningSockets.Listen(SocketAddress.Of(IPAddress.Parse(ip), 0), 128));

    private int Keep(SysResult made)
    {
        _open.Add(made.OrThrow("listen").Count);
        return made.Count;
    }

    private void Connect(string ip, int port)
    {
        var client = new Socket(IPAddress.Parse(ip).AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _clients.Add(client);
        client.Connect(IPAddress.Parse(ip), port);
    }

    private static int AcceptAll(int expected, int listener)
    {
        var (one, other) = AcceptAll(expected, listener, listener);
        return one + other;
    }

    /// <summary>
    /// How many clients each has. A connect may return on another core before the kernel has put the client into the
    /// queue, so the expected number is waited for.
    /// </summary>
    private static (int First, int Second) AcceptAll(int expected, int first, int second)
    {
        var (one, two) = (0, 0);
        SpinWait.SpinUntil(
            () =>
            {
                one += AcceptWaiting(first);
                two += AcceptWaiting(second);
                return one + two >= expected;
            },
            TimeSpan.FromSeconds(20));
        return (one + AcceptWaiting(first), two + AcceptWaiting(second));
    }

    private static int AcceptWaiting(int listener)
    {
        for (var count = 0; ; count++)
        {
            var result = ListeningSockets.Accept(listener, out _);
            if (!result.IsSuccess) return count;
            StreamSockets.Close(result.Count);
        }
    }
}
