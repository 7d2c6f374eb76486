namespace L4Balancer.Core.Control;

/// <summary>How the sessions that still run on a drained backend are ended.</summary>
/// <param name="EndsAt">When ending them starts, on the control clock.</param>
/// <param name="Rate">Sessions ended per second from then on; null ends all at once.</param>
public sealed record DrainPlan(TimeSpan EndsAt, int? Rate)
{
    /// <summary>The time has come: the request to end them has been issued.</summary>
    public bool HasBegun { get; init; }

    /// <summary>
    /// The plan of a request; null when it lets sessions run. A rate without a deadline means a deadline of now.
    /// </summary>
    internal static DrainPlan? Of(IntentWanted wanted, TimeSpan now)
    {
        if (wanted.Intent != BackendIntent.Drain || (wanted.Deadline is null && wanted.Rate is null)) return null;
        return new DrainPlan(now + (wanted.Deadline ?? TimeSpan.Zero), wanted.Rate);
    }
}
