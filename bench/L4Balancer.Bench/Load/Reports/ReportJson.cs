using System.Text.Json;

namespace L4Balancer.Bench.Load.Reports;

/// <summary>A report as JSON with names in camel case; the kinds of errors keep theirs.</summary>
internal static class ReportJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
    };

    public static string Write(LoadReport report) => JsonSerializer.Serialize(report, Options);

    /// <exception cref="JsonException">It is not a report.</exception>
    public static LoadReport Read(string json) =>
        JsonSerializer.Deserialize<LoadReport>(json, Options) ?? throw new JsonException("The report is null.");
}
