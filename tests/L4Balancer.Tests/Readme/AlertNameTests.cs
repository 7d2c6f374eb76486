using System.Text.RegularExpressions;

namespace L4Balancer.Tests.Readme;

/// <summary>The pages speak of alerts that there are.</summary>
internal sealed partial class AlertNameTests
{
    [Test]
    public void Every_alert_on_a_page_is_a_rule()
    {
        var rules = Rule().Matches(Repository.TextOf("monitoring/prometheus/l4balancer.rules.yml"))
            .Select(m => m.Groups["name"].Value).ToArray();
        var named = Page.All()
            .SelectMany(page => Named().Matches(Repository.TextOf(page)).Select(m => m.Value))
            .Distinct().ToArray();
        Assert.That(named, Is.Not.Empty);
        Assert.That(named, Is.SubsetOf(rules));
    }

    [GeneratedRegex(@"alert: (?<name>\w+)", RegexOptions.NonBacktracking)]
    private static partial Regex Rule();

    [GeneratedRegex(@"L4Balancer[A-Z]\w+", RegexOptions.NonBacktracking)]
    private static partial Regex Named();
}
