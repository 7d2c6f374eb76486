using System.Text.RegularExpressions;
using L4Balancer.Tests.Architecture;

namespace L4Balancer.Tests.Readme;

/// <summary>
/// docs/correctness.md claims a test for every rule; this holds the claim to the tests that there are.
/// </summary>
internal sealed partial class CorrectnessPageTests
{
    private const int Rules = 30;

    private static readonly string[] Rows = [.. File.ReadLines(Repository.PathOf("docs/correctness.md"))
        .Where(line => RuleRow().IsMatch(line))];

    [Test]
    public void Every_rule_has_one_row_in_order() =>
        Assert.That(
            Rows.Select(row => int.Parse(RuleRow().Match(row).Groups["number"].Value)),
            Is.EqualTo(Enumerable.Range(1, Rules)));

    [Test]
    public void A_rule_without_a_test_says_why()
    {
        var silent = Rows.Where(row => !TestName().IsMatch(row)).Select(row => row.Split('|')[2].Trim());
        Assert.That(silent, Has.All.Matches<string>(why => why!.StartsWith("none: ", StringComparison.Ordinal)
            || why.StartsWith("none, as ", StringComparison.Ordinal)
            || why.StartsWith("not passed on: ", StringComparison.Ordinal)));
    }

    [Test]
    public void Every_named_test_exists()
    {
        var tests = SourceFile.All.Where(file => file.IsUnder("tests"))
            .SelectMany(file => TestMethod().Matches(string.Join('\n', file.CodeLines))
                .Select(method => $"{Path.GetFileNameWithoutExtension(file.Path)}.{method.Groups["name"].Value}"))
            .ToHashSet(StringComparer.Ordinal);
        var named = TestName().Matches(Repository.TextOf("docs/correctness.md"))
            .Select(match => match.Groups["test"].Value).ToArray();
        Assert.That(named, Is.Not.Empty);
        Assert.That(named.Where(name => !tests.Contains(name)), Is.Empty);
    }

    [GeneratedRegex(
        @"public (async Task|void) (?<name>[A-Za-z_0-9]+)\(", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex TestMethod();

    [GeneratedRegex(@"^\| C(?<number>[0-9]+) ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RuleRow();

    [GeneratedRegex(
        @"`(?<test>[A-Za-z]+Tests\.[A-Za-z_0-9]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TestName();
}
