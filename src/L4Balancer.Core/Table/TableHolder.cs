namespace L4Balancer.Core.Table;

/// <summary>Holds the table in force: one reference, replaced as a whole.</summary>
public sealed class TableHolder
{
    private volatile BackendTable _current = BackendTable.Empty;

    /// <summary>The table in force. Read it once per decision: two reads may return two generations.</summary>
    public BackendTable Current => _current;

    /// <summary>Control loop only: there is one writer.</summary>
    public void Publish(BackendTable next)
    {
        Invariant.Require(next.Generation > _current.Generation, "The generation of the table only grows.");
        _current = next;

        // A backend that came up, or a raised limit, provides places that no session releases.
        foreach (var pool in next.Pools.Values) pool.Counters.Line.Scout();
    }
}
