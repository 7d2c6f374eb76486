using L4Balancer.Linux.Handles;
using L4Balancer.Linux.Sockets;
using L4Balancer.Linux.Tests.Support;

namespace L4Balancer.Linux.Tests.Handles;

internal sealed class SafeFdTests
{
    [Test]
    public void Dispose_closes_the_descriptor_once()
    {
        using var pair = new FdPair();
        var own = TestLibC.dup(pair.Near);
        var fd = new SafeFd(own);
        pair.Close(pair.Near);
        Assert.That(StreamSockets.Send(fd.Number, "x"u8).IsSuccess);
        fd.Dispose();
        fd.Dispose();
        Assert.That(fd.Number, Is.EqualTo(-1));

        // The other end reads the end of the stream once the last descriptor of this end is closed.
        var buffer = new byte[8];
        Assert.That(StreamSockets.Receive(pair.Far, buffer).Count, Is.EqualTo(1));
        Assert.That(StreamSockets.Receive(pair.Far, buffer).Count, Is.Zero);
    }
}
