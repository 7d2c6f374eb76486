namespace L4Balancer.DataPlane.Sessions;

/// <summary>
/// The complete state of one direction of a session between two of its turns, as a plain value: taken out of one
/// direction and put into another, of either engine, it continues without losing or repeating a byte.
/// </summary>
internal sealed record DirectionState
{
    /// <summary>Bytes still to be sent to the target, in order.</summary>
    public ReadOnlyMemory<byte> Held { get; init; }

    /// <summary>Bytes read from the source, including those in <see cref="Held"/>.</summary>
    public long Bytes { get; init; }

    /// <summary>
    /// Bytes that are sent to the target before those of the source, and are not counted as the source's. Once all held
    /// bytes are sent, the target has received <see cref="Bytes"/> plus these.
    /// </summary>
    public int Uncounted { get; init; }

    /// <summary>
    /// How the source ended, if that is known although bytes are still held: <see cref="DirectionEnd.Finished"/>,
    /// <see cref="DirectionEnd.SourceReset"/> or <see cref="DirectionEnd.SourceDead"/>. The kernel reports an error
    /// only once, so it must not be forgotten.
    /// </summary>
    public DirectionEnd? SourceEnd { get; init; }

    /// <summary>True if the direction has ended: nothing is held, and nothing moves any more.</summary>
    public bool IsEnded { get; init; }

    /// <summary>The same with held bytes of its own.</summary>
    public DirectionState Copy() => this with { Held = Held.ToArray() };

    /// <summary>The size of its reads; null if it was not measured.</summary>
    public GaugeState? Gauge { get; init; }
}
