namespace L4Balancer.Core;

/// <summary>The bounds of host names.</summary>
public static partial class Limits
{
    /// <summary>
    /// Addresses that one host name may stand for. A DNS answer is at most 64 KiB, and has no more A records than
    /// this.
    /// </summary>
    public const int AddressesPerNameMax = 4096;

    /// <summary>
    /// Threads for concurrent lookups of host names. A lookup without an answer blocks its thread for 10 s or more
    /// and holds a descriptor or two; 32 of them take 1 MiB of memory, and fit into the descriptors reserved for
    /// the process itself.
    /// </summary>
    public const int LookupThreadsMax = 32;

    /// <summary>
    /// Addresses of a pool that are missing from their names' answers and whose state is kept: as many as one name may
    /// have.
    /// </summary>
    public const int HeldBackendsMax = AddressesPerNameMax;
}
