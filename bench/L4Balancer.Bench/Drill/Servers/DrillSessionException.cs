namespace L4Balancer.Bench.Drill.Servers;

/// <summary>A session that failed.</summary>
/// <param name="kind">The kind of error, as reports count it.</param>
internal sealed class DrillSessionException(string kind, Exception inner) : Exception(inner.Message, inner)
{
    public string Kind => kind;
}
