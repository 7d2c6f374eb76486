namespace L4Balancer.Core.Access;

/// <summary>Nested networks flattened into ranges that do not overlap, each with one verdict. Pure.</summary>
internal static class AccessRanges
{
    /// <summary>The first address of each range, in ascending order beginning with 0, and its verdict.</summary>
    /// <param name="networks">Of one family, in any order; none twice.</param>
    /// <param name="otherwise">The verdict about addresses in no network.</param>
    /// <param name="max">The last address of the family.</param>
    public static (UInt128[] Starts, bool[] IsAllowed) Of(
        IEnumerable<(AccessNetwork Network, bool IsAllowed)> networks, bool otherwise, UInt128 max)
    {
        var sorted = networks.ToArray();
        Array.Sort(sorted, static (a, b) =>
            a.Network.First != b.Network.First
                ? a.Network.First.CompareTo(b.Network.First)
                : a.Network.Prefix.CompareTo(b.Network.Prefix));
        var ranges = new Ranges(otherwise);

        // The networks around the current one, the narrowest last: networks nest, they never overlap in part.
        var around = new Stack<(UInt128 Last, bool IsAllowed)>();
        foreach (var (network, isAllowed) in sorted)
        {
            while (around.TryPeek(out var ended) && ended.Last < network.First) Leave();
            ranges.Begin(network.First, isAllowed);
            around.Push((network.Last, isAllowed));
        }

        while (around.Count > 0) Leave();
        return ranges.ToArrays();

        void Leave()
        {
            var last = around.Pop().Last;
            if (last < max) ranges.Begin(last + 1, around.TryPeek(out var outer) ? outer.IsAllowed : otherwise);
        }
    }

    private sealed class Ranges(bool otherwise)
    {
        private readonly List<UInt128> _starts = [0];
        private readonly List<bool> _isAllowed = [otherwise];

        /// <summary>The last verdict about an address counts: it is that of the narrowest network.</summary>
        public void Begin(UInt128 start, bool isAllowed)
        {
            if (_starts[^1] == start)
            {
                _isAllowed[^1] = isAllowed;
                return;
            }

            _starts.Add(start);
            _isAllowed.Add(isAllowed);
        }

        public (UInt128[] Starts, bool[] IsAllowed) ToArrays()
        {
            var kept = 1;
            for (var i = 1; i < _starts.Count; i++)
            {
                if (_isAllowed[i] == _isAllowed[kept - 1]) continue;
                (_starts[kept], _isAllowed[kept]) = (_starts[i], _isAllowed[i]);
                kept++;
            }

            return ([.. _starts.Take(kept)], [.. _isAllowed.Take(kept)]);
        }
    }
}
