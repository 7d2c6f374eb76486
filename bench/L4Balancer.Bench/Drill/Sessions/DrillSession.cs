namespace L4Balancer.Bench.Drill.Sessions;

/// <summary>A session of a drill, as its client saw it.</summary>
/// <param name="Due">When it was to begin, from the start of the drill: what delays its begin counts as well.</param>
/// <param name="Took">From then until the answer, or the error.</param>
/// <param name="Server">The port of the server that answered; 0 if none did.</param>
/// <param name="Error">Null if it was answered.</param>
internal readonly record struct DrillSession(TimeSpan Due, TimeSpan Took, int Server, string? Error)
{
    /// <summary>Longer than any healthy session, and what a user notices.</summary>
    public static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(100);

    public bool HasFailed => Error is not null;

    public bool IsSlow => Took > Slow;

    /// <summary>Its client noticed the fault.</summary>
    public bool IsHarmed => HasFailed || IsSlow;
}
