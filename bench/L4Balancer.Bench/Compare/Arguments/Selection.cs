namespace L4Balancer.Bench.Compare.Arguments;

/// <summary>Selects by lists of names on the command line.</summary>
internal static class Selection
{
    /// <param name="known">All candidates; the selection keeps their order.</param>
    /// <param name="names">The typed names, separated by commas or blanks. Empty selects what <paramref
    /// name="byDefault"/> says.</param>
    /// <exception cref="CompareException">A name is unknown; the message lists the known ones.</exception>
    public static IReadOnlyList<T> Of<T>(
        string option, IReadOnlyList<T> known, Func<T, string> nameOf, string? names, Func<T, bool> byDefault)
    {
        var wanted = Names(names);
        if (wanted.Length == 0) return [.. known.Where(byDefault)];
        var all = known.Select(nameOf).ToArray();
        var unknown = Array.Find(wanted, name => !all.Contains(name));
        if (unknown is null) return [.. known.Where(item => wanted.Contains(nameOf(item)))];
        var message = $"{option}: '{unknown}' is unknown (known: {string.Join(", ", all)}).";
        throw new CompareException(message, BenchExitCodes.Usage);
    }

    private static string[] Names(string? text) =>
        (text ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
