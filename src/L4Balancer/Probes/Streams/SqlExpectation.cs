using L4Balancer.Core.Config;

namespace L4Balancer.Probes.Streams;

/// <summary>The first column of the first row, as text; null is SQL's NULL.</summary>
internal readonly record struct SqlValue(string? Text)
{
    public override string ToString() => Text is null ? "NULL" : $"\"{ServerWords.Of(Text)}\"";
}

/// <summary>Compares the answer to an operator's query with the expected one.</summary>
internal static class SqlExpectation
{
    /// <param name="value">Null if there was no row.</param>
    /// <returns>What is wrong; null if nothing is.</returns>
    public static string? FaultOf(ProbeQueryConfig query, SqlValue? value)
    {
        if (query.Expect is not { } expected || value?.Text == expected) return null;
        return $"query returned {value?.ToString() ?? "no row"} instead of \"{ServerWords.Of(expected)}\"";
    }
}
