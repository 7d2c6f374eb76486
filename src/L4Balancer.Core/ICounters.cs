namespace L4Balancer.Core;

/// <summary>
/// Counters that another process goes on with: metrics never go back, also when a successor takes over. An owner
/// names each of its counters once, for reading and for adding.
/// </summary>
public interface ICounters
{
    /// <summary>Calls it for each counter.</summary>
    void VisitCounters(CounterVisit visit);
}
