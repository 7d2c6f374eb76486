using System.Buffers.Binary;
using System.Net;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Quotas;

/// <summary>A source of connections: the network of a client, at one listener.</summary>
/// <param name="High">The first 64 bits of the address; of an IPv4 address those of its mapped form.</param>
/// <param name="Low">The last 64 bits.</param>
/// <param name="Owner">The number of the listener, at least 1, and the bits of the network's prefix.</param>
internal readonly record struct SourceKey(ulong High, ulong Low, int Owner)
{
    private const int PrefixBits = 8;
    private const ulong MappedLow = 0x0000_FFFF_0000_0000;

    public int Listener => Owner >>> PrefixBits;

    /// <summary>The bits of the network.</summary>
    public byte Prefix => (byte)Owner;

    /// <summary>The same source at a listener of this process.</summary>
    public static SourceKey Of(in SourceMemory memory, int listener) =>
        new(memory.High, memory.Low, (listener << PrefixBits) | memory.Prefix);

    public static SourceKey Of(in ClientAddress client, SourceRule rule, int listener)
    {
        var ip = client.Ip;
        if (ip.Length == 4)
        {
            var mask = uint.MaxValue << (32 - rule.Ipv4Prefix);
            return new SourceKey(
                0, MappedLow | (BinaryPrimitives.ReadUInt32BigEndian(ip) & mask),
                (listener << PrefixBits) | rule.Ipv4Prefix);
        }

        var masked = BinaryPrimitives.ReadUInt128BigEndian(ip) & (UInt128.MaxValue << (128 - rule.Ipv6Prefix));
        return new SourceKey(
            (ulong)(masked >>> 64), (ulong)masked, (listener << PrefixBits) | rule.Ipv6Prefix);
    }

    /// <summary>A number that nobody can foresee who does not know the secret.</summary>
    public ulong Hash(ulong secret)
    {
        var hash = Fold(High ^ secret, Low ^ (secret << 32 | secret >>> 32) ^ 0x9E37_79B9_7F4A_7C15);
        return Fold(hash ^ (ulong)Owner, secret | 1);
    }

    /// <summary>The network as text: 10.1.2.0/24, or the address alone if it is one.</summary>
    public override string ToString()
    {
        var prefix = Owner & ((1 << PrefixBits) - 1);
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Low);
        var isIpv4 = High == 0 && Low >>> 32 == MappedLow >>> 32;
        var ip = new IPAddress(isIpv4 ? bytes[12..] : bytes);
        return prefix == (isIpv4 ? 32 : 128) ? ip.ToString() : $"{ip}/{prefix}";
    }

    private static ulong Fold(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
