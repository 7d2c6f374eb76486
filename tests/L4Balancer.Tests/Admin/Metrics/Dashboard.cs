using System.Text.Json;

namespace L4Balancer.Tests.Admin.Metrics;

/// <summary>The dashboard for Grafana, as its file has it.</summary>
internal static class Dashboard
{
    private static readonly JsonElement Root = JsonDocument.Parse(
        Repository.TextOf("monitoring", "grafana", "l4balancer.json")).RootElement;

    public static IReadOnlyList<JsonElement> Panels { get; } = [.. Root.GetProperty("panels").EnumerateArray()];

    public static IReadOnlyList<JsonElement> Variables { get; } =
        [.. Root.GetProperty("templating").GetProperty("list").EnumerateArray()];

    /// <summary>Every query of a panel or an annotation, as it is written.</summary>
    public static IReadOnlyList<string> Expressions { get; } =
    [
        .. Panels.Where(p => p.TryGetProperty("targets", out _))
            .SelectMany(p => p.GetProperty("targets").EnumerateArray()).Select(ExpressionOf),
        .. Root.GetProperty("annotations").GetProperty("list").EnumerateArray().Select(ExpressionOf),
    ];

    /// <summary>As Grafana sends it, with everything chosen.</summary>
    public static string WithValues(string expression) =>
        expression.Replace("$__rate_interval", "1m").Replace("$instance", ".*").Replace("$pool", ".*");

    private static string ExpressionOf(JsonElement from) => from.GetProperty("expr").GetString()!;
}
