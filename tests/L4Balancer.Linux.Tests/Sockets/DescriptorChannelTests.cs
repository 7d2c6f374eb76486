using L4Balancer.Linux.Handles;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Linux.Tests.Sockets;

internal sealed class DescriptorChannelTests
{
    private DescriptorChannel _one = null!;
    private DescriptorChannel _other = null!;

    [SetUp]
    public void Open()
    {
        (_one, var fd) = DescriptorChannel.CreatePair();
        _other = new DescriptorChannel(fd);
        _one.SetTimeout(TimeSpan.FromSeconds(20));
        _other.SetTimeout(TimeSpan.FromSeconds(20));
    }

    [TearDown]
    public void Close()
    {
        _one.Dispose();
        _other.Dispose();
    }

    [Test]
    public void A_message_arrives_whole_and_with_its_descriptors([Values(0, 1, 253)] int count)
    {
        using var file = File.OpenHandle("/dev/null");
        var sent = Enumerable.Repeat((int)file.DangerousGetHandle(), count).ToArray();
        var message = new byte[64 * 1024];
        new Random(1).NextBytes(message);
        Assert.That(_one.Send(message, sent).Count, Is.EqualTo(message.Length));
        Assert.That(_one.Send([7], []).Count, Is.EqualTo(1));
        var (buffer, received) = (new byte[message.Length], new List<SafeFd>());
        Assert.That(_other.Receive(buffer, received).Count, Is.EqualTo(message.Length));
        Assert.That(buffer, Is.EqualTo(message));
        Assert.That(received, Has.Count.EqualTo(count));
        foreach (var fd in received)
        {
            Assert.That(FileIdentity.OfDescriptor(fd.Number), Is.EqualTo(FileIdentity.OfDescriptor(sent[0])));
            fd.Dispose();
        }

        Assert.That((_other.Receive(buffer, received).Value, buffer[0]), Is.EqualTo(((nint)1, (byte)7)));
    }

    [Test]
    public void A_message_that_is_too_long_fails_and_leaves_no_descriptor_open()
    {
        using var file = File.OpenHandle("/dev/null");
        var received = new List<SafeFd>();
        _one.Send(new byte[100], [(int)file.DangerousGetHandle()]);
        Assert.That(_other.Receive(new byte[99], received).Errno, Is.EqualTo(Errno.EMSGSIZE));
        Assert.That(received, Is.Empty);
    }

    [Test]
    public void A_closed_end_is_the_end_of_the_messages()
    {
        _one.Send([1], []);
        _one.Dispose();
        var received = new List<SafeFd>();
        Assert.That(_other.Receive(new byte[10], received).Value, Is.EqualTo((nint)1));
        Assert.That(_other.Receive(new byte[10], received).Value, Is.EqualTo((nint)0));
        Assert.That(_other.Send([1], []).Errno, Is.EqualTo(Errno.EPIPE));
    }

    [Test]
    public void A_call_that_waits_too_long_fails()
    {
        _other.SetTimeout(TimeSpan.FromMilliseconds(20));
        Assert.That(_other.Receive(new byte[10], []).Errno, Is.EqualTo(Errno.EAGAIN));
    }

    [Test]
    public void The_peer_is_known()
    {
        Assert.That(_one.Peer.Pid, Is.EqualTo(Environment.ProcessId));
        Assert.That(_one.IsPeerOfThisUser, Is.True);
    }
}
