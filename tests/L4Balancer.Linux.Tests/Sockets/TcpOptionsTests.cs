using System.Net;
using L4Balancer.Linux.LibC;
using L4Balancer.Linux.Sockets;
using L4Balancer.Linux.Tests.Support;

namespace L4Balancer.Linux.Tests.Sockets;

internal sealed class TcpOptionsTests
{
    private static readonly (int Level, int Option, int Value)[] Wanted =
    [
        (NetinetTcp.IPPROTO_TCP, NetinetTcp.TCP_NODELAY, 1),
        (SysSocket.SOL_SOCKET, SysSocket.SO_KEEPALIVE, 1),
        (NetinetTcp.IPPROTO_TCP, NetinetTcp.TCP_KEEPIDLE, 61),
        (NetinetTcp.IPPROTO_TCP, NetinetTcp.TCP_KEEPINTVL, 11),
        (NetinetTcp.IPPROTO_TCP, NetinetTcp.TCP_KEEPCNT, 4),
        (NetinetTcp.IPPROTO_TCP, NetinetTcp.TCP_USER_TIMEOUT, 30_500),
    ];

    [Test]
    public void Accepted_socket_has_the_options_of_its_listener([Values("127.0.0.1", "::1")] string ip)
    {
        using var pair = new TcpPair(IPAddress.Parse(ip), SetAll);
        Assert.That(
            Wanted.Select(o => (o.Level, o.Option, TestLibC.OptionOf(pair.Fd, o.Level, o.Option))),
            Is.EqualTo(Wanted));
    }

    [Test]
    public void Listener_without_options_hands_on_none_of_them()
    {
        using var pair = new TcpPair();
        foreach (var (level, option, value) in Wanted)
            Assert.That(TestLibC.OptionOf(pair.Fd, level, option), Is.Not.EqualTo(value));
    }

    [Test]
    public void Keepalive_can_be_switched_off_again()
    {
        using var pair = new TcpPair(IPAddress.Loopback, SetAll);
        TcpOptions.SetKeepalive(pair.Fd, isOn: false).OrThrow("setsockopt");
        Assert.That(TestLibC.OptionOf(pair.Fd, SysSocket.SOL_SOCKET, SysSocket.SO_KEEPALIVE), Is.Zero);
    }

    [Test]
    public void Value_that_the_kernel_does_not_take_is_EINVAL([Values(0, 1, 2)] int which)
    {
        using var pair = new TcpPair();
        Func<int, int, SysResult>[] calls =
            [TcpOptions.SetKeepaliveIdle, TcpOptions.SetKeepaliveInterval, TcpOptions.SetKeepaliveProbes];
        var result = calls[which](pair.Fd, 0);
        Assert.That(result.Errno, Is.EqualTo(Errno.EINVAL));
    }

    [Test]
    public void Unix_socket_has_no_options_of_tcp()
    {
        using var pair = new FdPair();
        Assert.That(TcpOptions.SetNoDelay(pair.Near).Errno, Is.EqualTo(Errno.EOPNOTSUPP));
        Assert.That(TcpOptions.TryGetInfo(pair.Near, out var info), Is.False);
        Assert.That(info, Is.EqualTo(default(TcpInfo)));
    }

    [Test]
    public void Info_counts_the_bytes_that_the_peer_has_taken()
    {
        using var pair = new TcpPair();
        Assert.That(
            InfoOf(pair.Fd) with { SegmentsSent = 0, RoundTrip = 0, DeliveryRate = 0 },
            Is.EqualTo(new TcpInfo(false, IsSendQueueEmpty: true, BytesAcked: 0, 0)));
        Assert.That(StreamSockets.Send(pair.Fd, new byte[1000]).Count, Is.EqualTo(1000));

        // The peer's FIN immediately acknowledges everything before it.
        Assert.That(pair.Peer.Receive(new byte[2000]), Is.EqualTo(1000));
        pair.Peer.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        TestLibC.WaitFor(pair.Fd, TestLibC.POLLIN);
        Assert.That(
            InfoOf(pair.Fd) with { SegmentsSent = 0, RoundTrip = 0, DeliveryRate = 0 },
            Is.EqualTo(new TcpInfo(false, IsSendQueueEmpty: true, BytesAcked: 1000, 0)));
    }

    [Test]
    public void Connection_that_was_made_from_here_counts_its_SYN_as_a_byte()
    {
        using var pair = new TcpPair();
        var own = (int)pair.Peer.SafeHandle.DangerousGetHandle();
        Assert.That(InfoOf(own).BytesAcked, Is.EqualTo(1UL));
    }

    [Test]
    public void Send_queue_is_not_empty_while_the_peer_reads_nothing()
    {
        using var pair = new TcpPair();
        while (StreamSockets.Send(pair.Fd, new byte[65536]).IsSuccess)
        {
        }

        Assert.That(InfoOf(pair.Fd).IsSendQueueEmpty, Is.False);
    }

    [Test]
    public void Connection_that_was_reset_is_closed()
    {
        using var pair = new TcpPair();
        pair.ResetByPeer();
        Assert.That(InfoOf(pair.Fd).IsClosed);
    }

    private static TcpInfo InfoOf(int fd)
    {
        Assert.That(TcpOptions.TryGetInfo(fd, out var info));
        return info;
    }

    private static void SetAll(int listener)
    {
        TcpOptions.SetNoDelay(listener).OrThrow("setsockopt");
        TcpOptions.SetKeepalive(listener, isOn: true).OrThrow("setsockopt");
        TcpOptions.SetKeepaliveIdle(listener, 61).OrThrow("setsockopt");
        TcpOptions.SetKeepaliveInterval(listener, 11).OrThrow("setsockopt");
        TcpOptions.SetKeepaliveProbes(listener, 4).OrThrow("setsockopt");
        TcpOptions.SetUserTimeout(listener, 30_500).OrThrow("setsockopt");
    }
}
