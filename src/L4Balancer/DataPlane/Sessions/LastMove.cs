namespace L4Balancer.DataPlane.Sessions;

/// <summary>
/// When bytes last moved in a session and in which direction, in one word, so that it costs the relay one write and
/// that another thread reads both of the same movement.
/// </summary>
internal readonly record struct LastMove
{
    private readonly long _packed;

    private LastMove(long packed) => _packed = packed;

    /// <param name="at">A moment of the engine's clock, from 0 up to half of what a long holds.</param>
    public LastMove(long at, bool isUpload)
        : this((at << 1) | (isUpload ? 1L : 0L))
    {
    }

    public long At => _packed >> 1;

    /// <summary>
    /// Who is to move next: who was sent something is expected to answer it, and before anything has moved it is the
    /// client who is expected to ask.
    /// </summary>
    public Side Turn => (_packed & 1) != 0 ? Side.Server : Side.Client;

    /// <summary>Reads what another thread writes with <see cref="Write"/>.</summary>
    public static LastMove Read(ref long packed) => new(Volatile.Read(ref packed));

    /// <summary>The same direction at a later moment, unless another thread writes at this moment.</summary>
    public static void Renew(ref long packed, long at)
    {
        var seen = Volatile.Read(ref packed);
        Interlocked.CompareExchange(ref packed, (at << 1) | (seen & 1), seen);
    }

    /// <summary>Writes for other threads.</summary>
    public void Write(ref long packed) => Volatile.Write(ref packed, _packed);
}
