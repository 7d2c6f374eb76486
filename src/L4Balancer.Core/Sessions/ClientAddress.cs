using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.CompilerServices;

namespace L4Balancer.Core.Sessions;

/// <summary>
/// The address of a client, as a small value from accept on: no allocation until its text is needed. Each client has
/// one value: an IPv4 address mapped into IPv6 (RFC 4291 section 2.5.5.2) becomes the IPv4 address here.
/// </summary>
public readonly struct ClientAddress : IEquatable<ClientAddress>
{
    private const int MappedPrefixLength = 12;

    private readonly Octets _ip;
    private readonly ushort _port;
    private readonly byte _length;

    /// <param name="ip">4 or 16 bytes in network order; none for a unix socket.</param>
    public ClientAddress(ReadOnlySpan<byte> ip, int port)
    {
        if (ip.Length == 16 && ip.StartsWith(MappedPrefix)) ip = ip[MappedPrefixLength..];
        Invariant.Require(ip.Length is 0 or 4 or 16, "An address has 4 or 16 bytes.");
        ip.CopyTo(_ip);
        _length = (byte)ip.Length;
        _port = (ushort)port;
    }

    /// <summary>The 4 or 16 bytes of the address in network order; none for a client of a unix socket.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Ip => ((ReadOnlySpan<byte>)_ip)[.._length];

    public int Port => _port;

    /// <summary>True for a client of a unix socket, which has no address and no port.</summary>
    public bool IsUnix => _length == 0;

    private static ReadOnlySpan<byte> MappedPrefix => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF];

    /// <summary>
    /// The client at the other end of a socket; any address that is not an IP address counts as a unix socket's.
    /// </summary>
    public static ClientAddress Of(EndPoint? remote)
    {
        if (remote is not IPEndPoint { Address: var address, Port: var port }) return default;
        Span<byte> ip = stackalloc byte[16];
        address.TryWriteBytes(ip, out var length);
        return new ClientAddress(ip[..length], port);
    }

    /// <summary>Null for a client of a unix socket.</summary>
    public IPAddress? ToIp() => IsUnix ? null : new IPAddress(Ip);

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
