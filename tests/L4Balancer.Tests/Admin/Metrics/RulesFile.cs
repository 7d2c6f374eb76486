using System.Text.RegularExpressions;

namespace L4Balancer.Tests.Admin.Metrics;

/// <summary>The rules for Prometheus and the tests of them, as text.</summary>
internal static partial class RulesFile
{
    private const RegexOptions Plain = RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    public static string Path { get; } = Repository.PathOf("monitoring", "prometheus", "l4balancer.rules.yml");

    public static string TestsPath { get; } =
        Repository.PathOf("monitoring", "prometheus", "l4balancer.rules.test.yml");

    /// <summary>One of each rule.</summary>
    public static IReadOnlyList<string> Expressions { get; } =
        [.. RulePattern().Matches(File.ReadAllText(Path)).Select(m => m.Groups["name"].Value)];

    public static IReadOnlyList<string> Alerts { get; } =
        [.. AlertPattern().Matches(File.ReadAllText(Path)).Select(m => m.Groups["name"].Value)];

    /// <summary>The input of promtool: the alert, and whether it fires at that time.</summary>
    public static IReadOnlyList<(string Alert, bool Fires)> Tested { get; } =
    [
        .. TestedPattern().Matches(File.ReadAllText(TestsPath)).Select(
            m => (m.Groups["name"].Value, m.Groups["none"].Value.Length == 0)),
    ];

    [GeneratedRegex("- (alert|record): (?<name>\\S+)", Plain)]
    private static partial Regex RulePattern();

    [GeneratedRegex("- alert: (?<name>\\S+)", Plain)]
    private static partial Regex AlertPattern();

    [GeneratedRegex("alertname: (?<name>\\S+)\\s+exp_alerts:(?<none> \\[\\])?", Plain)]
    private static partial Regex TestedPattern();
}
