namespace L4Balancer.Core.Policies;

/// <summary>
/// Draws values in proportion to their weights in O(1), after a build in O(n). Walker's alias method in the form of
/// Vose, "A linear algorithm for generating random numbers with a given distribution", IEEE Transactions on Software
/// Engineering 17(9), 1991, with the columns filled in integers; one random word gives both the column (high half) and
/// the coin (low half), so a draw is exact to n / 2^32.
/// </summary>
internal sealed class AliasTable
{
    private readonly Column[] _columns;

    /// <param name="values">The values to draw from.</param>
    /// <param name="weights">The weight of each value, at least 1.</param>
    public AliasTable(ReadOnlySpan<int> values, ReadOnlySpan<int> weights)
    {
        _columns = new Column[values.Length];
        var total = 0L;
        foreach (var weight in weights) total += weight;
        var levels = new long[values.Length];
        for (var i = 0; i < levels.Length; i++) levels[i] = (long)weights[i] * levels.Length;
        Fill(values, levels, total);
    }

    public int Length => _columns.Length;

    /// <summary>Returns the value for a random word. The table must not be empty.</summary>
    public int Draw(ulong random)
    {
        ref readonly var column = ref _columns[(int)(((random >> 32) * (ulong)(uint)_columns.Length) >> 32)];
        return (uint)random < column.Threshold ? column.Own : column.Alias;
    }

    /// <summary>
    /// Every column must reach <paramref name="height"/>: the deficit of a low one is filled from a high one, which
    /// becomes its alias.
    /// </summary>
    private void Fill(ReadOnlySpan<int> values, long[] levels, long height)
    {
        // The low columns are stacked from the left of one array, the high ones from its right: n in all at most.
        var stack = new int[levels.Length];
        var (low, high) = (0, levels.Length);
        for (var i = 0; i < levels.Length; i++)
        {
            if (levels[i] < height) stack[low++] = i;
            else stack[--high] = i;
        }

        while (low > 0)
        {
            var (small, large) = (stack[--low], stack[high]);
            _columns[small] = new Column((uint)(levels[small] * 4294967296.0 / height), values[small], values[large]);
            levels[large] -= height - levels[small];
            if (levels[large] >= height) continue;
            high++;
            stack[low++] = large;
        }

        for (; high < stack.Length; high++)
        {
            var value = values[stack[high]];
            _columns[stack[high]] = new Column(0, value, value);
        }
    }

    private readonly record struct Column(uint Threshold, int Own, int Alias);
}
