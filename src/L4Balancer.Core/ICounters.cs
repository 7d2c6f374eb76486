namespace L4Balancer.Core;

/// <summary>
/// Counters that another process goes on with: metrics never go back, also when a successor takes over. An owner
/// names each of its counters once, for reading and for adding.
/// </summary>
public interface ICounters
{
    /// <summary>Calls it for each counter.</summary>
    void VisitCounters(CounterVisit visit);

    /// <summary>
    /// Calls it for each value that is no counter, and with which another process begins: averages, scores, positions.
    /// </summary>
    void VisitValues(CounterVisit visit)
    {
    }

    /// <summary>Visits a value that is no <see cref="long"/>; it is written only if the visit changes it.</summary>
    static void Visit(string name, ref int value, CounterVisit visit)
    {
        long seen = Volatile.Read(ref value), next = seen;
        visit(name, ref next);
        if (next != seen) Volatile.Write(ref value, (int)Math.Clamp(next, int.MinValue, int.MaxValue));
    }
}
