namespace L4Balancer.Core.Quotas;

/// <summary>What a table remembers of a source besides its sessions, for the table of another process.</summary>
/// <param name="High">The first 64 bits of the address; of an IPv4 address those of its mapped form.</param>
/// <param name="Low">The last 64 bits.</param>
/// <param name="Prefix">The bits of its network.</param>
/// <param name="Listener">The number of its listener, which means something in its own process only.</param>
/// <param name="SpentUntil">Its bucket.</param>
/// <param name="Arrivals">How often it came, in about the last minute.</param>
/// <param name="Refusals">How often it was refused.</param>
/// <param name="RefusedAt">When it was refused last: absolute monotonic milliseconds.</param>
public readonly record struct SourceMemory(
    ulong High, ulong Low, byte Prefix, int Listener, long SpentUntil, float Arrivals, float Refusals, long RefusedAt);
