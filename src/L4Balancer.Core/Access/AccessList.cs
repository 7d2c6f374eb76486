using System.Buffers.Binary;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Access;

/// <summary>
/// Which clients a listener serves: the longest network that contains a client decides. Immutable; any thread. A lookup
/// is one binary search over ranges that do not overlap, so that it hardly depends on the number of networks.
/// </summary>
public sealed class AccessList
{
    private readonly uint[] _ipv4;
    private readonly bool[] _isIpv4Allowed;
    private readonly UInt128[] _ipv6;
    private readonly bool[] _isIpv6Allowed;

    /// <param name="networks">The networks, and whether each is allowed.</param>
    /// <param name="isOpen">Whether clients in no network are served.</param>
    internal AccessList(IReadOnlyDictionary<AccessNetwork, bool> networks, bool isOpen)
    {
        Networks = networks.Count;
        var (starts, isAllowed) = RangesOf(networks, isIpv4: true, isOpen, uint.MaxValue);
        (_ipv4, _isIpv4Allowed) = (Array.ConvertAll(starts, start => (uint)start), isAllowed);
        (_ipv6, _isIpv6Allowed) = RangesOf(networks, isIpv4: false, isOpen, UInt128.MaxValue);
    }

    /// <summary>Networks that it was made from.</summary>
    public int Networks { get; }

    /// <summary>Whether a client is served; clients of unix sockets, which have no address, always are.</summary>
    public bool Admits(in ClientAddress client)
    {
        var ip = client.Ip;
        return ip.Length switch
        {
            4 => _isIpv4Allowed[IndexIn(_ipv4, BinaryPrimitives.ReadUInt32BigEndian(ip))],
            16 => _isIpv6Allowed[IndexIn(_ipv6, BinaryPrimitives.ReadUInt128BigEndian(ip))],
            _ => true,
        };
    }

    private static (UInt128[] Starts, bool[] IsAllowed) RangesOf(
        IReadOnlyDictionary<AccessNetwork, bool> networks, bool isIpv4, bool isOpen, UInt128 max) =>
        AccessRanges.Of(
            networks.Where(n => n.Key.IsIpv4 == isIpv4).Select(n => (n.Key, n.Value)), isOpen, max);

    /// <summary>The range that contains the address: the last one that does not begin behind it.</summary>
    private static int IndexIn<T>(T[] starts, T address)
        where T : struct, IComparable<T>
    {
        var (low, high) = (0, starts.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            if (starts[middle].CompareTo(address) <= 0) low = middle;
            else high = middle - 1;
        }

        return low;
    }
}
