namespace L4Balancer.DataPlane.Sessions;

/// <summary>
/// When bytes last moved in a session and in which direction, packed into one word: it costs the relay one write, and
/// another thread always reads a matching pair.
/// </summary>
internal readonly record struct LastMove
{
    private readonly long _packed;

    private LastMove(long packed) => _packed = packed;

    /// <param name="at">A time of the engine's clock, from 0 to half the range of a long.</param>
    public LastMove(long at, bool isUpload)
        : this((at << 1) | (isUpload ? 1L : 0L))
    {
    }

    public long At => _packed >> 1;

    /// <summary>
    /// The side expected to act next: a side that was sent something is expected to answer, and before anything has
    /// moved the client is expected to ask.
    /// </summary>
    public Side Turn => (_packed & 1) != 0 ? Side.Server : Side.Client;

    /// <summary>Reads a value that another thread writes with <see cref="Write"/>.</summary>
    public static LastMove Read(ref long packed) => new(Volatile.Read(ref packed));

    /// <summary>Keeps the direction and sets a later time, unless another thread is writing at this moment.</summary>
    public static void Renew(ref long packed, long at)
    {
        var seen = Volatile.Read(ref packed);
        Interlocked.CompareExchange(ref packed, (at << 1) | (seen & 1), seen);
    }

    /// <summary>Writes for other threads.</summary>
    public void Write(ref long packed) => Volatile.Write(ref packed, _packed);
}
