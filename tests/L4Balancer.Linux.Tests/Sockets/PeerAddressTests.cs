using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using L4Balancer.Linux.Sockets;
using L4Balancer.Linux.Tests.Support;
using SocketAddress = L4Balancer.Linux.Sockets.SocketAddress;

namespace L4Balancer.Linux.Tests.Sockets;

internal sealed class PeerAddressTests
{
    [TestCase("10.1.2.3", 4)]
    [TestCase("::ffff:10.1.2.3", 16)]
    [TestCase("2001:db8::1", 16)]
    public void Ip_address_is_reported_in_network_order(string ip, int length)
    {
        var peer = new PeerAddress(SocketAddress.Of(IPAddress.Parse(ip), 1234).Bytes);
        Assert.That(peer.Port, Is.EqualTo(1234));
        Assert.That(peer.Ip.ToArray(), Is.EqualTo(IPAddress.Parse(ip).GetAddressBytes()).And.Length.EqualTo(length));
    }

    [Test]
    public void Unix_address_has_neither_ip_nor_port([Values("/run/a", "/run/a/very/long/path.sock")] string path)
    {
        var peer = new PeerAddress(SocketAddress.OfUnix(path).Bytes);
        Assert.That((peer.Port, peer.Ip.Length), Is.EqualTo((0, 0)));
    }

    [Test]
    public void Accept_reports_the_address_of_its_client([Values("127.0.0.1", "::1")] string ip)
    {
        using var pair = new TcpPair(IPAddress.Parse(ip));
        var peer = pair.Address;
        Assert.That(new IPEndPoint(new IPAddress(peer.Ip), peer.Port), Is.EqualTo(pair.Peer.LocalEndPoint));
    }

    [Test]
    public void Client_without_a_name_of_a_unix_socket_is_empty()
    {
        using var folder = new TestFolder();
        var path = folder.PathOf("s");
        var listener = ListeningSockets.Listen(SocketAddress.OfUnix(path), 1).OrThrow("listen").Count;
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(path));
        var accepted = ListeningSockets.Accept(listener, out var peer).OrThrow("accept").Count;
        StreamSockets.Close(accepted);
        StreamSockets.Close(listener);
        Assert.That((peer.Port, peer.Ip.Length), Is.EqualTo((0, 0)));
    }

    [Test]
    public void Address_is_small() => Assert.That(Unsafe.SizeOf<PeerAddress>(), Is.LessThanOrEqualTo(24));
}
