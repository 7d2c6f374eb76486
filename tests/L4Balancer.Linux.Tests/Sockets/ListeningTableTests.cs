using System.Net;
using System.Net.Sockets;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Linux.Tests.Sockets;

internal sealed class ListeningTableTests
{
    [Test]
    public void A_listening_socket_is_found_by_its_inode([Values("127.0.0.1", "::1", "0.0.0.0", "::")] string ip)
    {
        using var socket = new Socket(IPAddress.Parse(ip).AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(ip), 0));
        socket.Listen();
        var inode = FileIdentity.OfDescriptor((int)socket.SafeHandle.DangerousGetHandle())!.Value.Inode;
        var entry = ListeningTable.Read().Single(e => e.Inode == inode);
        Assert.That(new IPEndPoint(entry.Ip, entry.Port), Is.EqualTo(socket.LocalEndPoint));
    }

    [Test]
    public void A_socket_that_does_not_listen_is_not_there()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        Assert.That(ListeningTable.Read().Where(e => e.Port == port && e.Ip.Equals(IPAddress.Loopback)), Is.Empty);
    }

    /// <summary>A machine with a million connections has a million lines.</summary>
    [Test]
    public void Connections_are_not_read()
    {
        string[] lines =
        [
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
            "   0: 0100007F:18EB 00000000:0000 0A 00000000:00000000 00:00000000 00000000   997        0 4711 1 0 100",
            "   1: 0100007F:18EB 0100007F:A2F0 01 00000000:00000000 00:00000000 00000000   997        0 4712 1 0 100",
        ];
        var read = lines.Append(null).Select(line => line ?? throw new InvalidOperationException("Read too far."));
        Assert.That(
            ListeningTable.Parse(read),
            Is.EqualTo(new[] { new ListeningEntry(IPAddress.Loopback, 6379, 997, 4711) }));
    }

    [Test]
    public void A_handshake_in_progress_is_found_by_the_port_that_it_is_with()
    {
        string[] lines =
        [
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
            "   0: 0100007F:18EB 00000000:0000 0A 00000000:00000000 00:00000000 00000000   997        0 4711 1 0 100",
            "   1: 0100007F:18EB 0100007F:A2F0 01 00000000:00000000 00:00000000 00000000   997        0 4712 1 0 100",
            "   2: 0100007F:18EC 0100007F:A2F2 03 00000000:00000000 01:00000064 00000000     0        0 0 1 0",
        ];
        var found = new[] { 0x18EB, 0x18EC, 0xA2F2, 0x8EC }.Where(port => ListeningTable.HasHandshake(lines, port));
        Assert.That(found, Is.EqualTo(new[] { 0x18EC }));
    }
}
