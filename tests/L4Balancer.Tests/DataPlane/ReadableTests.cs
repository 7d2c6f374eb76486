using System.Net.Sockets;
using L4Balancer.DataPlane.Portable;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>
/// The check whether a client has reset runs on an event thread, concurrently with a relay that may have started
/// meanwhile.
/// </summary>
internal sealed class ReadableTests
{
    private Socket _listener = null!;
    private Socket _client = null!;
    private Socket _accepted = null!;

    [SetUp]
    public async Task ConnectAsync()
    {
        _listener = Loopback.Listen();
        _client = await Loopback.ConnectAsync(Loopback.AddressOf(_listener));
        _accepted = await Loopback.AcceptAsync(_listener);
    }

    [TearDown]
    public void Close()
    {
        _listener.Dispose();
        _client.Dispose();
        _accepted.Dispose();
    }

    [Test]
    public async Task The_look_for_a_reset_does_not_wait_for_bytes_that_somebody_else_took()
    {
        var look = Task.Run(() => Readable.IsReset(_accepted));
        Assert.That(await look.WaitAsync(Loopback.Deadline), Is.False);
    }

    [Test]
    public async Task A_FIN_is_no_reset()
    {
        _client.Shutdown(SocketShutdown.Send);
        await Readable.WaitAsync(_accepted);
        Assert.That(Readable.IsReset(_accepted), Is.False);
    }

    [Test]
    public async Task A_reset_is_seen_and_left_for_the_read_that_comes_next()
    {
        var readable = Readable.WaitAsync(_accepted);
        _client.Reset();
        await readable;
        Assert.That(Readable.IsReset(_accepted), Is.True);
        Assert.That(
            async () => await _accepted.ReceiveAsync(new byte[1]),
            Throws.InstanceOf<SocketException>().With.Property("SocketErrorCode").EqualTo(SocketError.ConnectionReset));
    }
}
