using System.Net;

namespace L4Balancer.Core;

/// <summary>
/// The address of a backend or listener: an IP address with a port, or the path of a unix socket. Its text is
/// canonical (<c>10.0.0.1:6379</c>, <c>[::1]:6379</c>, <c>unix:/run/x.sock</c>) and is the identity of a backend.
/// </summary>
public sealed record NetAddress
{
    private readonly int _hash; // Addresses are keys of large dictionaries with frequent lookups.

    private NetAddress(IPAddress? ip, int port, string? unixPath)
    {
        Ip = ip;
        Port = port;
        UnixPath = unixPath;
        Text = unixPath is null ? new IPEndPoint(ip!, port).ToString() : "unix:" + unixPath;
        _hash = Text.GetHashCode(StringComparison.Ordinal);
    }

    /// <summary>The IP address; null for a unix socket.</summary>
    public IPAddress? Ip { get; }

    /// <summary>The port, 0 to 65535; 0 for a unix socket.</summary>
    public int Port { get; }

    /// <summary>The path of the unix socket; null for an IP address.</summary>
    public string? UnixPath { get; }

    private string Text { get; }

    public static NetAddress FromIp(IPAddress ip, int port) => new(ip, port, null);

    public static NetAddress FromUnix(string path) => new(null, 0, path);

    public bool Equals(NetAddress? other) =>
        ReferenceEquals(this, other)
        || (other is not null && _hash == other._hash && string.Equals(Text, other.Text, StringComparison.Ordinal));

    public override int GetHashCode() => _hash;

    public override string ToString() => Text;
}
