namespace L4Balancer.DataPlane.Sessions;

/// <summary>
/// The IDs of the sessions of one loop: ascending, never 0, and unique among all loops of a process and of those that
/// it took sessions over from. One thread.
/// </summary>
/// <param name="loop">Its index, 0 to 65535.</param>
internal struct SessionIds(int loop)
{
    /// <summary>Bits below the index of the loop: enough for a million sessions per second for nine years.</summary>
    private const int Bits = 48;

    private const ulong Mask = (1UL << Bits) - 1;

    private ulong _last = (ulong)loop << Bits;

    /// <summary>The number of the last ID among those of its loop.</summary>
    public readonly ulong Last => _last & Mask;

    public ulong Next() => ++_last;

    /// <summary>Skips the numbers up to this one.</summary>
    public void Skip(ulong number) => _last = (_last & ~Mask) | Math.Max(Last, number & Mask);
}
