namespace L4Balancer.Core.Config.Documents;

/// <summary>Suggests a known name for a misspelt one.</summary>
public static class NearestName
{
    /// <summary>Longer words are not misspelt names, and the cost is quadratic.</summary>
    private const int LengthMax = 64;

    /// <summary>
    /// Returns the known name with the smallest edit distance; null if none is near enough to be a fair guess (a third
    /// of the letters).
    /// </summary>
    public static string? Of(string word, IEnumerable<string> known)
    {
        if (word.Length > LengthMax) return null;
        string? nearest = null;
        var least = Math.Min(word.Length, Math.Max(1, word.Length / 3) + 1);
        foreach (var name in known)
        {
            if (Math.Abs(name.Length - word.Length) >= least) continue;
            var distance = Distance(word, name);
            if (distance >= least) continue;
            least = distance;
            nearest = name;
        }

        return nearest;
    }

    /// <summary>
    /// Insertions, deletions, changes and swaps of neighbours, ignoring case: the restricted Damerau-Levenshtein
    /// distance (F. J. Damerau, "A technique for computer detection and correction of spelling errors", CACM 1964), row
    /// by row.
    /// </summary>
    private static int Distance(string a, string b)
    {
        var beforeLast = new int[b.Length + 1];
        var last = new int[b.Length + 1];
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = last[j - 1] + (Same(a[i - 1], b[j - 1]) ? 0 : 1);
                row[j] = Math.Min(change, Math.Min(last[j], row[j - 1]) + 1);
                var isSwap = i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]);
                if (isSwap) row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }

            (beforeLast, last, row) = (last, row, beforeLast);
        }

        return last[b.Length];
    }

    /// <summary>An underscore instead of a hyphen is a common mistake in a kebab-case key.</summary>
    private static bool Same(char a, char b) => Fold(a) == Fold(b);

    private static char Fold(char c) => c == '_' ? '-' : char.ToLowerInvariant(c);
}
