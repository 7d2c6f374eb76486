namespace L4Balancer.DataPlane.Sessions;

/// <summary>
/// The IDs of the sessions of one loop: unique for the lifetime of the process, ascending, never 0. The ID of a session
/// includes its loop. One thread.
/// </summary>
/// <param name="loop">Its index, 0 to 65535.</param>
internal struct SessionIds(int loop)
{
    /// <summary>Bits below the index of the loop: enough for a million sessions per second for nine years.</summary>
    private const int Bits = 48;

    private ulong _last = (ulong)loop << Bits;

    public static int LoopOf(ulong id) => (int)(id >> Bits);

    public ulong Next() => ++_last;
}
