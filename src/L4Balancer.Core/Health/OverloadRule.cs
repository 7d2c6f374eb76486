namespace L4Balancer.Core.Health;

/// <summary>How many sessions of a backend are too many, compared with the others.</summary>
public static class OverloadRule
{
    /// <summary>
    /// The sessions of each backend that are above its fair share by weight and the threshold. One session above the
    /// fair share is never too many.
    /// </summary>
    /// <param name="threshold">In percent of the fair share.</param>
    public static int[] Excess(ReadOnlySpan<(int Active, long Weight)> backends, int threshold)
    {
        var (sessions, weights) = (0L, 0L);
        foreach (var (active, weight) in backends) (sessions, weights) = (sessions + active, weights + weight);
        var excess = new int[backends.Length];
        for (var i = 0; i < excess.Length && weights > 0; i++)
        {
            var fair = (double)sessions * backends[i].Weight / weights;
            var most = Math.Max(fair * (100 + threshold) / 100, fair + 1);
            excess[i] = Math.Max(0, (int)Math.Ceiling(backends[i].Active - most));
        }

        return excess;
    }
}
