namespace L4Balancer.Admin.Metrics;

/// <summary>OpenTelemetry's rules for converting names to Prometheus.</summary>
internal static class MetricNames
{
    public static string ForPrometheus(string name, MetricKind kind, string unit)
    {
        var words = name.Replace('.', '_');
        if (UnitWord(kind, unit) is { } word && !words.EndsWith($"_{word}", StringComparison.Ordinal))
            words += $"_{word}";
        return kind == MetricKind.Counter ? $"{words}_total" : words;
    }

    /// <summary>The counted thing, in braces, is not part of a name.</summary>
    private static string? UnitWord(MetricKind kind, string unit) => unit switch
    {
        "" => null,
        "By" => "bytes",
        "s" => "seconds",
        "By/s" => "bytes_per_second",
        "1" => kind == MetricKind.Gauge ? "ratio" : null,
        ['{', .., '}'] => null,
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "Unknown unit."),
    };
}
