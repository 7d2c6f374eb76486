using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux.Sockets;

/// <summary>An address in the form of the kernel: sockaddr_in, sockaddr_in6 or sockaddr_un. Immutable.</summary>
public sealed class SocketAddress
{
    /// <summary>The most bytes in the path of a unix socket, without the terminator, unix(7).</summary>
    public const int UnixPathMax = 107;

    /// <summary>The length of sockaddr_in6.</summary>
    internal const int LengthMax = 28;

    private readonly byte[] _bytes;

    private SocketAddress(int family, byte[] bytes)
    {
        Family = family;
        _bytes = bytes;
        MemoryMarshal.Write(_bytes, (ushort)family);
    }

    internal int Family { get; }

    public bool IsIpv6 => Family == SysSocket.AF_INET6;

    public bool IsUnix => Family == SysSocket.AF_UNIX;

    internal ReadOnlySpan<byte> Bytes => _bytes;

    public static SocketAddress Of(IPAddress ip, int port)
    {
        var isV4 = ip.AddressFamily == AddressFamily.InterNetwork;
        var bytes = new byte[isV4 ? 16 : 28];
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)port);
        ip.TryWriteBytes(bytes.AsSpan(isV4 ? 4 : 8), out _);
        if (!isV4) MemoryMarshal.Write(bytes.AsSpan(24), (uint)ip.ScopeId);
        return new SocketAddress(isV4 ? SysSocket.AF_INET : SysSocket.AF_INET6, bytes);
    }

    /// <summary>Writes the address of 4 or 16 bytes; returns its length.</summary>
    internal static int Write(ReadOnlySpan<byte> ip, int port, Span<byte> address)
    {
        var (family, length, at) = ip.Length == 4 ? (SysSocket.AF_INET, 16, 4) : (SysSocket.AF_INET6, LengthMax, 8);
        address[..length].Clear();
        MemoryMarshal.Write(address, (ushort)family);
        BinaryPrimitives.WriteUInt16BigEndian(address[2..], (ushort)port);
        ip.CopyTo(address[at..]);
        return length;
    }

    /// <summary>The IP address; not for a unix socket.</summary>
    public IPAddress ToIp() => Family == SysSocket.AF_INET
        ? new IPAddress(_bytes.AsSpan(4, 4))
        : new IPAddress(_bytes.AsSpan(8, 16), MemoryMarshal.Read<uint>(_bytes.AsSpan(24)));

    /// <exception cref="ArgumentException">The path is empty or too long.</exception>
    public static SocketAddress OfUnix(string path)
    {
        var length = Encoding.UTF8.GetByteCount(path);
        if (length is 0 or > UnixPathMax)
            throw new ArgumentException($"The path of a unix socket has 1 to {UnixPathMax} bytes.", nameof(path));
        var bytes = new byte[2 + length + 1];
        Encoding.UTF8.GetBytes(path, bytes.AsSpan(2));
        return new SocketAddress(SysSocket.AF_UNIX, bytes);
    }
}
