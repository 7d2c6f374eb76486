namespace L4Balancer.Probes.MySql;

/// <summary>The answer to a query: an error, or rows; both are absent after a statement that returns none.</summary>
internal sealed record MySqlAnswer(IReadOnlyList<string> Columns, IReadOnlyList<string?[]> Rows)
{
    public static MySqlAnswer Empty { get; } = new([], []);

    public MySqlError? Error { get; init; }

    /// <summary>A field by the first of these names that is one of a column; null also for SQL's NULL.</summary>
    public string? Field(string?[] row, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            for (var i = 0; i < Columns.Count; i++)
            {
                if (string.Equals(Columns[i], name, StringComparison.OrdinalIgnoreCase)) return row[i];
            }
        }

        return null;
    }

    /// <summary>Of rows with a name and a value.</summary>
    public Dictionary<string, string> ByName()
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in Rows)
        {
            if (row is [{ } name, var value, ..]) values[name] = value ?? "";
        }

        return values;
    }
}
