namespace L4Balancer.Core.Control;

/// <summary>How the sessions that still run on a drained backend come to an end.</summary>
/// <param name="EndsAt">The moment of the control clock from which they are ended.</param>
/// <param name="Rate">Sessions ended a second from then on; null ends all at once.</param>
public sealed record DrainPlan(TimeSpan EndsAt, int? Rate)
{
    /// <summary>The moment has come: the wish to end them is out.</summary>
    public bool HasBegun { get; init; }

    /// <summary>
    /// The plan of a wish; null when it lets sessions run. A rate alone is a deadline that is over already.
    /// </summary>
    internal static DrainPlan? Of(IntentWanted wanted, TimeSpan now)
    {
        if (wanted.Intent != BackendIntent.Drain || (wanted.Deadline is null && wanted.Rate is null)) return null;
        return new DrainPlan(now + (wanted.Deadline ?? TimeSpan.Zero), wanted.Rate);
    }
}
