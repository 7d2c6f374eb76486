using L4Balancer.Linux.Sockets;
using L4Balancer.Linux.Splice;
using L4Balancer.Linux.Tests.Support;

namespace L4Balancer.Linux.Tests.Splice;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class KernelPipeTests : IDisposable
{
    private const int Size = 64 * 1024;

    private readonly KernelPipe _pipe = KernelPipe.TryCreate(Size, Size)!;
    private readonly FdPair _from = new();
    private readonly FdPair _to = new();

    [TearDown]
    public void Dispose()
    {
        _pipe.Dispose();
        _from.Dispose();
        _to.Dispose();
    }

    [Test]
    public void Pipe_has_the_wanted_size([Values(4096, 65536, 262_144)] int size)
    {
        using var pipe = KernelPipe.TryCreate(size, size)!;
        Assert.That((pipe.Capacity, pipe.Held), Is.EqualTo((size, 0)));
    }

    [Test]
    public void Bytes_go_from_socket_to_socket()
    {
        StreamSockets.Send(_from.Far, "hello"u8);
        Assert.That((_pipe.Fill(_from.Near).Count, _pipe.Held), Is.EqualTo((5, 5)));
        Assert.That((_pipe.Drain(_to.Near).Count, _pipe.Held), Is.EqualTo((5, 0)));
        var buffer = new byte[8];
        Assert.That(StreamSockets.Receive(_to.Far, buffer).Count, Is.EqualTo(5));
        Assert.That(buffer[..5], Is.EqualTo("hello"u8.ToArray()));
    }

    [Test]
    public void Pipe_that_holds_bytes_is_not_filled()
    {
        StreamSockets.Send(_from.Far, "a"u8);
        _pipe.Fill(_from.Near).OrThrow("splice");
        StreamSockets.Send(_from.Far, "b"u8);
        Assert.That(() => _pipe.Fill(_from.Near), Throws.InvalidOperationException);
        Assert.That(_pipe.Held, Is.EqualTo(1));
    }

    [Test]
    public void Empty_pipe_makes_EAGAIN_mean_that_the_socket_is_empty()
    {
        Assert.That(_pipe.Fill(_from.Near).Errno, Is.EqualTo(Errno.EAGAIN));
        StreamSockets.Send(_from.Far, "x"u8);
        Assert.That(_pipe.Fill(_from.Near).Count, Is.EqualTo(1));
        _pipe.Drain(_to.Near).OrThrow("splice");
        Assert.That((_pipe.Fill(_from.Near).Errno, _pipe.Held), Is.EqualTo((Errno.EAGAIN, 0)));
    }

    [Test]
    public void FIN_is_0_after_the_last_bytes()
    {
        StreamSockets.Send(_from.Far, "x"u8);
        StreamSockets.ShutdownSend(_from.Far);
        Assert.That(_pipe.Fill(_from.Near).Count, Is.EqualTo(1));
        _pipe.Drain(_to.Near).OrThrow("splice");
        var end = _pipe.Fill(_from.Near);
        Assert.That((end.IsSuccess, end.Value, _pipe.Held), Is.EqualTo((true, (nint)0, 0)));
    }

    [Test]
    public void RST_is_an_errno()
    {
        using var pair = new TcpPair();
        pair.ResetByPeer();
        Assert.That((_pipe.Fill(pair.Fd).Errno, _pipe.Held), Is.EqualTo((Errno.ECONNRESET, 0)));
    }

    [Test]
    public void Full_socket_leaves_the_bytes_in_the_pipe()
    {
        using var to = new TcpPair();
        while (StreamSockets.Send(to.Fd, new byte[Size]).IsSuccess)
        {
        }

        StreamSockets.Send(_from.Far, "hello"u8);
        _pipe.Fill(_from.Near).OrThrow("splice");
        Assert.That((_pipe.Drain(to.Fd).Errno, _pipe.Held), Is.EqualTo((Errno.EAGAIN, 5)));

        // They come out once there is room, after everything before them.
        to.Peer.ReceiveTimeout = 20_000;
        var (buffer, last) = (new byte[Size], default(byte));
        while (_pipe.Held > 0)
        {
            last = buffer[to.Peer.Receive(buffer) - 1];
            _pipe.Drain(to.Fd);
        }

        StreamSockets.ShutdownSend(to.Fd);
        for (var count = to.Peer.Receive(buffer); count > 0; count = to.Peer.Receive(buffer)) last = buffer[count - 1];
        Assert.That((char)last, Is.EqualTo('o'));
    }

    [Test]
    public void Peer_that_left_is_EPIPE_and_the_bytes_stay()
    {
        StreamSockets.Send(_from.Far, "hello"u8);
        _pipe.Fill(_from.Near).OrThrow("splice");
        _to.Close(_to.Far);
        Assert.That((_pipe.Drain(_to.Near).Errno, _pipe.Held), Is.EqualTo((Errno.EPIPE, 5)));
    }

    [Test]
    public void Content_of_a_pipe_can_be_read_to_memory()
    {
        StreamSockets.Send(_from.Far, "hello world"u8);
        _pipe.Fill(_from.Near).OrThrow("splice");
        var buffer = new byte[20];
        Assert.That((_pipe.ReadOut(buffer.AsSpan(0, 6)).Count, _pipe.Held), Is.EqualTo((6, 5)));
        Assert.That((_pipe.ReadOut(buffer.AsSpan(6)).Count, _pipe.Held), Is.EqualTo((5, 0)));
        Assert.That(buffer[..11], Is.EqualTo("hello world"u8.ToArray()));
        Assert.That(_pipe.ReadOut(buffer).Count, Is.Zero, "An empty pipe is not waited for.");
    }

    [Test]
    public void Process_without_descriptors_gets_no_pipe()
    {
        KernelPipe? pipe = _pipe;
        TestLibC.WithoutDescriptors(() => pipe = KernelPipe.TryCreate(Size, Size));
        Assert.That(pipe, Is.Null);
    }

    [Test]
    public void Pipe_that_is_smaller_than_the_least_is_closed_again()
    {
        var before = OpenPipes.CountOfLive();
        for (var i = 0; i < 100; i++) Assert.That(KernelPipe.TryCreate(Size, Size + 1), Is.Null);
        Assert.That(OpenPipes.Count() - before, Is.LessThan(100));
    }
}
