namespace L4Balancer.Core.Quotas;

/// <summary>One session of a source. Empty by default, and for sources that nobody counts.</summary>
/// <param name="Table">Where it is counted; null if it is not.</param>
/// <param name="Index">The entry of its source.</param>
public readonly record struct SourcePlace(SourceTable? Table, int Index)
{
    /// <summary>Returns the place; exactly once.</summary>
    public void Leave() => Table?.Leave(Index);
}
