using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux.Sockets;

/// <summary>
/// The address of the peer of an accepted connection, as written by the kernel. A peer on a unix socket has no
/// <see cref="Ip"/>.
/// </summary>
public readonly struct PeerAddress
{
    private readonly Octets _ip;
    private readonly ushort _port;
    private readonly byte _length;

    /// <param name="address">A sockaddr as written by the kernel.</param>
    internal PeerAddress(ReadOnlySpan<byte> address)
    {
        if (address.Length < 8) return;
        var family = MemoryMarshal.Read<ushort>(address);
        if (family is not (SysSocket.AF_INET or SysSocket.AF_INET6)) return;
        _port = BinaryPrimitives.ReadUInt16BigEndian(address[2..]);
        var ip = family == SysSocket.AF_INET ? address.Slice(4, 4) : address.Slice(8, 16);
        ip.CopyTo(_ip);
        _length = (byte)ip.Length;
    }

    public int Port => _port;

    /// <summary>The 4 or 16 bytes of the address; empty for a unix socket.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Ip => ((ReadOnlySpan<byte>)_ip)[.._length];

    [InlineArray(16)]
    private struct Octets
    {
        private byte _first;
    }
}
