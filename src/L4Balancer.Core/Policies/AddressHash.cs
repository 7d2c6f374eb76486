using System.Text;

namespace L4Balancer.Core.Policies;

/// <summary>
/// Hashes a backend's address to the same number on every machine and in every process: FNV-1a of 64 bits (RFC 9923)
/// over the UTF-8 bytes of its canonical text, then a mix, because FNV alone spreads short texts badly over the high
/// bits. Must never change: it decides which client goes where, and two versions must agree.
/// </summary>
internal static class AddressHash
{
    public static ulong Of(NetAddress address)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var value in Encoding.UTF8.GetBytes(address.ToString())) hash = (hash ^ value) * 0x100000001B3UL;
        return SplitMix64.Mix(hash);
    }
}
