namespace L4Balancer.Core.Table;

/// <summary>Where the table in force is found: one reference, replaced as a whole.</summary>
public sealed class TableHolder
{
    private volatile BackendTable _current = BackendTable.Empty;

    /// <summary>The table in force. Read it once per decision: two reads may give two generations.</summary>
    public BackendTable Current => _current;

    /// <summary>Control loop only: there is one writer.</summary>
    public void Publish(BackendTable next)
    {
        Invariant.Require(next.Generation > _current.Generation, "The generation of the table only grows.");
        _current = next;

        // A backend that came up, or a limit that was raised, has places that nobody gives back.
        foreach (var pool in next.Pools.Values) pool.Counters.Line.WakeAll();
    }
}
