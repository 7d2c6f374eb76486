using System.Net;
using System.Net.Sockets;
using L4Balancer.Linux.Tests.Support;
using SocketAddress = L4Balancer.Linux.Sockets.SocketAddress;

namespace L4Balancer.Linux.Tests.Sockets;

internal sealed class SocketAddressTests
{
    [TestCase("127.0.0.1", 0)]
    [TestCase("255.254.253.252", 65535)]
    [TestCase("10.0.0.1", 6379)]
    [TestCase("::1", 80)]
    [TestCase("2001:db8::1:2", 6379)]
    [TestCase("::ffff:10.0.0.1", 6379)]
    [TestCase("fe80::1%3", 53)]
    public void Ip_address_has_the_bytes_of_the_framework(string ip, int port)
    {
        var address = SocketAddress.Of(IPAddress.Parse(ip), port);
        var expected = new IPEndPoint(IPAddress.Parse(ip), port).Serialize();
        Assert.That(address.Bytes.ToArray(), Is.EqualTo(expected.Buffer[..expected.Size].ToArray()));
        Assert.That((address.IsUnix, address.ToIp()), Is.EqualTo((false, IPAddress.Parse(ip))));
    }

    [TestCase("/run/x.sock")]
    [TestCase("/run/größe.sock")]
    public void Unix_address_has_the_bytes_of_the_framework(string path)
    {
        var address = SocketAddress.OfUnix(path);
        var expected = new UnixDomainSocketEndPoint(path).Serialize();
        Assert.That(address.Bytes.ToArray(), Is.EqualTo(expected.Buffer[..expected.Size].ToArray()));
        Assert.That(address.IsUnix);
    }

    [Test]
    public void Unix_path_of_the_kernels_full_length_is_taken()
    {
        using var folder = new TestFolder();
        var path = folder.PathOf(new string('x', SocketAddress.UnixPathMax - folder.PathOf("").Length - 1));
        var listener = Linux.Sockets.ListeningSockets.Listen(SocketAddress.OfUnix(path), 1).OrThrow("listen").Count;
        Linux.Sockets.StreamSockets.Close(listener);
        Assert.That(File.Exists(path));
    }

    [TestCase(0)]
    [TestCase(SocketAddress.UnixPathMax + 1)]
    public void Unix_path_that_is_empty_or_too_long_is_refused(int length) =>
        Assert.That(
            () => SocketAddress.OfUnix(new string('x', length)),
            Throws.ArgumentException.With.Message.Contains("1 to 107 bytes"));

    [Test]
    public void Length_of_a_unix_path_is_counted_in_bytes() =>
        Assert.That(() => SocketAddress.OfUnix(new string('ö', 54)), Throws.ArgumentException);
}
