using System.Net;
using System.Runtime.CompilerServices;

namespace L4Balancer.Core.Sessions;

/// <summary>Where a client came from, as a small value: no allocation until somebody wants its text.</summary>
public readonly struct ClientAddress : IEquatable<ClientAddress>
{
    private readonly Octets _ip;
    private readonly ushort _port;
    private readonly byte _length;

    /// <param name="ip">4 or 16 bytes in network order; none for a unix socket.</param>
    public ClientAddress(ReadOnlySpan<byte> ip, int port)
    {
        ip.CopyTo(_ip);
        _length = (byte)ip.Length;
        _port = (ushort)port;
    }

    public int Port => _port;

    /// <summary>Null for a client of a unix socket. An IPv4 address mapped into IPv6 is given as IPv4.</summary>
    public IPAddress? ToIp()
    {
        if (_length == 0) return null;
        var ip = new IPAddress(((ReadOnlySpan<byte>)_ip)[.._length]);
        return ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip;
    }

    /// <summary><c>10.0.0.1:51234</c>; <c>unix</c> for a client of a unix socket.</summary>
    public override string ToString() => ToIp() is { } ip ? new IPEndPoint(ip, _port).ToString() : "unix";

    public static bool operator ==(in ClientAddress left, in ClientAddress right) => left.Equals(right);

    public static bool operator !=(in ClientAddress left, in ClientAddress right) => !left.Equals(right);

    public bool Equals(ClientAddress other) =>
        (_port, _length) == (other._port, other._length)
        && ((ReadOnlySpan<byte>)_ip).SequenceEqual((ReadOnlySpan<byte>)other._ip);

    public override bool Equals(object? obj) => obj is ClientAddress other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(_port);
        hash.AddBytes(_ip);
        return hash.ToHashCode();
    }

    [InlineArray(16)]
    private struct Octets
    {
        private byte _first;
    }
}
