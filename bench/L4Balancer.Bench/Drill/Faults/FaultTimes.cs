namespace L4Balancer.Bench.Drill.Faults;

/// <summary>The course of a fault, in the time of the sessions.</summary>
/// <param name="Begin">It begins to take effect.</param>
/// <param name="InForce">It is in full effect.</param>
/// <param name="End">It begins to be taken back.</param>
/// <param name="Over">The server is as before.</param>
internal readonly record struct FaultTimes(TimeSpan Begin, TimeSpan InForce, TimeSpan End, TimeSpan Over)
{
    public TimeSpan Middle => InForce + (End - InForce) / 2;
}
