namespace L4Balancer.Handover;

/// <summary>What another process has said, for a line of the log.</summary>
internal static class OneLine
{
    private const int LengthMax = 500;

    /// <summary>The same, or as much as an operator reads, without control characters.</summary>
    public static string Of(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return "it does not say why";
        var cut = text.Length <= LengthMax ? text : $"{text.AsSpan(0, LengthMax)}...";
        return cut.Any(char.IsControl) ? string.Concat(cut.Select(each => char.IsControl(each) ? ' ' : each)) : cut;
    }

    /// <summary>Why it gives up.</summary>
    public static string Of(IEnumerable<string> reasons) => Of(string.Join("; ", reasons));
}
