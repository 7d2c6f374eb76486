using System.Net;
using System.Net.Sockets;
using L4Balancer.Linux.LibC;
using L4Balancer.Linux.Sockets;
using L4Balancer.Linux.Tests.Support;
using SocketAddress = L4Balancer.Linux.Sockets.SocketAddress;

namespace L4Balancer.Linux.Tests.Sockets;

internal sealed class StreamSocketsTests
{
    [Test]
    public void Bytes_pass_both_ways_and_FIN_is_0()
    {
        using var pair = new TcpPair();
        Assert.That(StreamSockets.Send(pair.Fd, "hello"u8).Count, Is.EqualTo(5));
        StreamSockets.ShutdownSend(pair.Fd).OrThrow("shutdown");
        var buffer = new byte[16];
        Assert.That((pair.Peer.Receive(buffer), pair.Peer.Receive(buffer)), Is.EqualTo((5, 0)));
        pair.Peer.Send("world!"u8);
        pair.Peer.Shutdown(SocketShutdown.Send);
        TestLibC.WaitFor(pair.Fd, TestLibC.POLLIN);
        Assert.That(StreamSockets.Receive(pair.Fd, buffer).Count, Is.EqualTo(6));
        TestLibC.WaitFor(pair.Fd, TestLibC.POLLIN);
        Assert.That(StreamSockets.Receive(pair.Fd, buffer), Is.EqualTo(new SysResult(0)));
    }

    [Test]
    public void Socket_without_bytes_and_one_without_room_are_EAGAIN()
    {
        using var pair = new FdPair();
        Assert.That(StreamSockets.Receive(pair.Near, new byte[8]).Errno, Is.EqualTo(Errno.EAGAIN));
        var result = new SysResult(0);
        while (result.IsSuccess) result = StreamSockets.Send(pair.Near, new byte[10_000]);
        Assert.That(result.Errno, Is.EqualTo(Errno.EAGAIN));
    }

    [Test]
    public void Created_socket_is_non_blocking_and_connects()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var address = SocketAddress.Of(IPAddress.Loopback, ((IPEndPoint)listener.LocalEndPoint!).Port);
        var fd = StreamSockets.Create(address).OrThrow("socket").Count;
        Assert.That(StreamSockets.Connect(fd, address).Errno, Is.EqualTo(Errno.EINPROGRESS).Or.EqualTo(Errno.None));
        TestLibC.WaitFor(fd, TestLibC.POLLOUT);
        Assert.That(StreamSockets.ErrorOf(fd).IsSuccess);
        Assert.That(StreamSockets.IsSelfConnected(fd, address), Is.False);
        StreamSockets.Close(fd);
    }

    [Test]
    public void Error_of_a_socket_is_told_once()
    {
        using var pair = new TcpPair();
        Assert.That(StreamSockets.ErrorOf(pair.Fd).Errno, Is.EqualTo(Errno.None));
        pair.ResetByPeer();
        Assert.That(StreamSockets.ErrorOf(pair.Fd).Errno, Is.EqualTo(Errno.ECONNRESET));
        Assert.That(StreamSockets.ErrorOf(pair.Fd).Errno, Is.EqualTo(Errno.None));
    }

    [Test]
    public void Error_of_a_descriptor_that_is_no_socket_is_the_calls_own() =>
        Assert.That(StreamSockets.ErrorOf(-1).Errno, Is.EqualTo(Errno.EBADF));

    [Test]
    public void Refused_connect_is_an_error_of_the_call_or_of_the_socket()
    {
        var listener = ListeningSockets.Listen(SocketAddress.Of(IPAddress.Loopback, 0), 1).OrThrow("listen").Count;
        var address = SocketAddress.Of(IPAddress.Loopback, ListeningSockets.PortOf(listener));
        StreamSockets.Close(listener);
        var fd = StreamSockets.Create(address).OrThrow("socket").Count;
        var result = StreamSockets.Connect(fd, address);
        if (result.Errno == Errno.EINPROGRESS)
        {
            TestLibC.WaitFor(fd, TestLibC.POLLOUT);
            result = StreamSockets.ErrorOf(fd);
        }

        StreamSockets.Close(fd);
        Assert.That(result.Errno, Is.EqualTo(Errno.ECONNREFUSED));
    }

    [Test]
    public void Close_sends_FIN()
    {
        using var pair = new TcpPair();
        StreamSockets.Send(pair.Fd, "x"u8);
        pair.Close(StreamSockets.Close);
        var buffer = new byte[8];
        Assert.That((pair.Peer.Receive(buffer), pair.Peer.Receive(buffer)), Is.EqualTo((1, 0)));
    }

    [Test]
    public void Close_with_reset_sends_RST()
    {
        using var pair = new TcpPair();
        pair.Close(StreamSockets.CloseWithReset);
        Assert.That(
            () => pair.Peer.Receive(new byte[8]),
            Throws.TypeOf<SocketException>().With.Property("SocketErrorCode").EqualTo(SocketError.ConnectionReset));
    }

    [Test]
    public void Send_to_a_peer_that_left_is_EPIPE_and_no_signal()
    {
        using var pair = new FdPair();
        pair.Close(pair.Far);
        var result = default(SysResult);
        Assert.That(TestLibC.RaisesSigPipe(() => result = StreamSockets.Send(pair.Near, "x"u8)), Is.False);
        Assert.That(result.Errno, Is.EqualTo(Errno.EPIPE));
    }

    [Test]
    public void Send_over_TCP_to_a_peer_that_closed_is_EPIPE_and_no_signal()
    {
        using var pair = new TcpPair();
        pair.Peer.Dispose();
        TestLibC.WaitFor(pair.Fd, TestLibC.POLLIN);
        Assert.That(StreamSockets.Send(pair.Fd, "x"u8).Count, Is.EqualTo(1));
        TestLibC.WaitFor(pair.Fd, TestLibC.POLLHUP);
        var result = default(SysResult);
        Assert.That(TestLibC.RaisesSigPipe(() => result = StreamSockets.Send(pair.Fd, "x"u8)), Is.False);
        Assert.That(result.Errno, Is.EqualTo(Errno.EPIPE));
    }

    [Test]
    public void Signal_of_a_plain_write_is_seen_by_this_test()
    {
        using var pair = new FdPair();
        pair.Close(pair.Far);
        Assert.That(TestLibC.RaisesSigPipe(() => WriteByte(pair.Near)));
    }

    [Test]
    public void Socket_that_met_itself_is_found_out([Values("127.0.0.1", "::1")] string ip)
    {
        var any = SocketAddress.Of(IPAddress.Parse(ip), 0);
        var fd = StreamSockets.Create(any).OrThrow("socket").Count;
        Bind(fd, any);
        var itself = SocketAddress.Of(IPAddress.Parse(ip), ListeningSockets.PortOf(fd));
        Assert.That(StreamSockets.IsSelfConnected(fd, any), Is.False);
        _ = StreamSockets.Connect(fd, itself);
        TestLibC.WaitFor(fd, TestLibC.POLLOUT);
        Assert.That(StreamSockets.IsSelfConnected(fd, itself));
        StreamSockets.Send(fd, "echo"u8);
        TestLibC.WaitFor(fd, TestLibC.POLLIN);
        Assert.That(StreamSockets.Receive(fd, new byte[8]).Count, Is.EqualTo(4), "it does not talk to itself");
        StreamSockets.Close(fd);
    }

    [Test]
    public void Unix_socket_never_meets_itself()
    {
        using var pair = new FdPair();
        Assert.That(StreamSockets.IsSelfConnected(pair.Near, SocketAddress.OfUnix("/run/x")), Is.False);
    }

    private static unsafe void WriteByte(int fd)
    {
        byte value = 1;
        _ = Unistd.write(fd, &value, 1);
    }

    private static unsafe void Bind(int fd, SocketAddress address)
    {
        fixed (byte* bytes = address.Bytes)
            SysResult.From(SysSocket.bind(fd, bytes, (uint)address.Bytes.Length)).OrThrow("bind");
    }
}
