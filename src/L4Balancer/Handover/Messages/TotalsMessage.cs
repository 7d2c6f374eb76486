namespace L4Balancer.Handover.Messages;

/// <summary>
/// What the predecessor has counted since it sent its state: the last message, sent when nothing changes any more.
/// </summary>
internal sealed record TotalsMessage
{
    public required Totals Counters { get; init; }
}
