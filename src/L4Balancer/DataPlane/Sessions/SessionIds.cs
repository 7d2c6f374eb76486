namespace L4Balancer.DataPlane.Sessions;

/// <summary>
/// The numbers of the sessions of one loop: unique in the life of the process, rising, never 0. A number says which
/// loop has the session. One thread.
/// </summary>
/// <param name="loop">Its index, 0 to 65535.</param>
internal struct SessionIds(int loop)
{
    /// <summary>Bits below the index of the loop: a million sessions a second for nine years.</summary>
    private const int Bits = 48;

    private ulong _last = (ulong)loop << Bits;

    public static int LoopOf(ulong id) => (int)(id >> Bits);

    public ulong Next() => ++_last;
}
