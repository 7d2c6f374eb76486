namespace L4Balancer.DataPlane.Sessions;

/// <summary>
/// Everything that one direction of a session is between two of its turns, as a plain value: taken out of one direction
/// and put into another, of either engine, it goes on without losing or repeating a byte.
/// </summary>
internal sealed record DirectionState
{
    /// <summary>Bytes that the target has yet to be sent, in their order.</summary>
    public ReadOnlyMemory<byte> Held { get; init; }

    /// <summary>Bytes read from the source, those in <see cref="Held"/> included.</summary>
    public long Bytes { get; init; }

    /// <summary>
    /// Bytes that went or will go to the target before the source's own, and are not counted as its own. With all held
    /// bytes sent, the target has got <see cref="Bytes"/> and these.
    /// </summary>
    public int Uncounted { get; init; }

    /// <summary>
    /// How the source ended, when that is known although bytes are still held: <see cref="DirectionEnd.Finished"/> or
    /// <see cref="DirectionEnd.SourceReset"/>. The kernel reports an error once, so it must not be forgotten.
    /// </summary>
    public DirectionEnd? SourceEnd { get; init; }

    /// <summary>The direction has ended: nothing is held, and nothing moves any more.</summary>
    public bool IsEnded { get; init; }

    /// <summary>How large its reads were; null where nobody measures that.</summary>
    public GaugeState? Gauge { get; init; }
}
