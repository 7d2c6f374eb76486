using System.Net;
using System.Net.Sockets;

namespace L4Balancer.Telemetry.Access;

/// <summary>
/// A syslog daemon: each line is a datagram, to a local unix socket or over UDP. A lost socket, such as
/// after a restart of that daemon, is reconnected at once.
/// </summary>
/// <param name="connect">Returns a connected socket; it may resolve a name.</param>
/// <param name="headerOf">Returns the header of a line.</param>
internal sealed class SyslogTarget(string name, Func<Socket> connect, Func<DateTimeOffset, byte[]> headerOf)
    : ILogTarget
{
    private byte[] _datagram = [];
    private Socket? _socket;

    public string Name => name;

    public static SyslogTarget ToSocket(string name, string path, TimeProvider time) =>
        new(name, () => ConnectUnix(path), at => SyslogHeader.Local(at, time.LocalTimeZone));

    public static SyslogTarget ToHost(string name, string host, int port) =>
        new(name, () => ConnectUdp(host, port), SyslogHeader.Remote);

    public int Write(ReadOnlySpan<byte> lines, int count, DateTimeOffset at, out string? failure)
    {
        var header = headerOf(at);
        for (var sent = 0; sent < count; sent++)
        {
            var length = lines.IndexOf((byte)'\n');
            failure = Send(header, lines[..length]);
            if (failure is not null) return sent;
            lines = lines[(length + 1)..];
        }

        failure = null;
        return count;
    }

    public void Reopen()
    {
        _socket?.Dispose();
        _socket = null;
    }

    public void Dispose() => Reopen();

    private string? Send(byte[] header, ReadOnlySpan<byte> line)
    {
        var datagram = Datagram(header, line);
        var wasConnected = _socket is not null;
        if (TrySend(datagram, out var failure)) return null;
        return wasConnected && TrySend(datagram, out failure) ? null : failure;
    }

    private bool TrySend(ReadOnlySpan<byte> datagram, out string? failure)
    {
        try
        {
            _socket ??= connect();
            _socket.Send(datagram);
            failure = null;
            return true;
        }
        catch (SocketException e)
        {
            Reopen();
            failure = e.Message;
            return false;
        }
    }

    private ReadOnlySpan<byte> Datagram(byte[] header, ReadOnlySpan<byte> line)
    {
        var length = header.Length + line.Length;
        if (_datagram.Length < length) _datagram = new byte[2 * length];
        header.CopyTo(_datagram, 0);
        line.CopyTo(_datagram.AsSpan(header.Length));
        return _datagram.AsSpan(0, length);
    }

    private static Socket ConnectUnix(string path) =>
        Connect(AddressFamily.Unix, ProtocolType.Unspecified, new UnixDomainSocketEndPoint(path));

    private static Socket ConnectUdp(string host, int port)
    {
        var ip = IPAddress.TryParse(host, out var literal) ? literal : Dns.GetHostAddresses(host)[0];
        return Connect(ip.AddressFamily, ProtocolType.Udp, new IPEndPoint(ip, port));
    }

    private static Socket Connect(AddressFamily family, ProtocolType protocol, EndPoint to)
    {
        // A daemon that does not read delays the log for this long, and then lines are dropped.
        var socket = new Socket(family, SocketType.Dgram, protocol) { SendTimeout = 250 };
        try
        {
            socket.Connect(to);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
