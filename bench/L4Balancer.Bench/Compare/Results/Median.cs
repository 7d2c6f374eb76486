namespace L4Balancer.Bench.Compare.Results;

/// <summary>The median, which a single disturbed round cannot move far.</summary>
internal static class Median
{
    /// <returns>For an even number, the mean of the two middle values; null without any.</returns>
    public static double? Of(IEnumerable<double?> values)
    {
        var sorted = values.OfType<double>().Order().ToArray();
        if (sorted.Length == 0) return null;
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
