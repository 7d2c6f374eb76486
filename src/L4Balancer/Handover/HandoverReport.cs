namespace L4Balancer.Handover;

/// <summary>A handover that was done.</summary>
/// <param name="Sessions">How many sessions the successor has taken over.</param>
/// <param name="Pause">From the moment at which the first session stopped until each of them ran in the successor.
/// </param>
internal sealed record HandoverReport(int Sessions, TimeSpan Pause)
{
    /// <summary>Why the successor has the listening sockets only, and the sessions go on here; null if it has both.
    /// </summary>
    public string? Declined { get; init; }

    /// <summary>The part of the pause in which the sessions were stopped.</summary>
    public TimeSpan Stopping { get; init; }

    /// <summary>The part in which they were sent.</summary>
    public TimeSpan Sending { get; init; }

    /// <summary>The part in which the successor took in the rest of what was sent, and agreed to go on with it.
    /// </summary>
    public TimeSpan Receiving { get; init; }

    /// <summary>The part in which they went on there, one after another.</summary>
    public TimeSpan Arriving { get; init; }
}
