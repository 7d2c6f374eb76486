namespace L4Balancer.Bench.Compare.Running;

/// <summary>
/// Rotates the order from round to round, so that no balancer always runs first or last.
/// </summary>
internal static class Rotation
{
    /// <param name="round">From 1; the first keeps the order.</param>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> items, int round)
    {
        if (items.Count == 0) return items;
        var first = (round - 1) % items.Count;
        return [.. items.Skip(first), .. items.Take(first)];
    }
}
