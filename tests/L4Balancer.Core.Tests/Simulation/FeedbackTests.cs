using System.Globalization;
using L4Balancer.Core.Config;
using L4Balancer.Core.Simulation;

namespace L4Balancer.Core.Tests.Simulation;

/// <summary>
/// Policies that measure, on servers that become slower with their load: the loop settles, where it should, and fast
/// enough. Every case has a fixed seed. docs/policies.md has the figures.
/// </summary>
public sealed class FeedbackTests
{
    private static readonly string[] ByWeights =
    [
        "round-robin response-time", "random response-time", "least-connections response-time",
        "power-of-two response-time",
    ];

    private static readonly string[] Measuring = ["fastest", "adaptive", .. ByWeights];

    private static readonly string[] All =
        ["round-robin", "random", "least-connections", "power-of-two", .. Measuring];

    private static IEnumerable<TestCaseData> AtEveryLoad() =>
        from way in Measuring from load in new[] { 0.5, 0.7, 0.9 } select new TestCaseData(way, load);

    [TestCaseSource(nameof(AtEveryLoad))]
    public void A_server_of_a_third_of_the_speed_has_about_a_third_of_the_sessions_after_ten_seconds(
        string way, double load)
    {
        var run = OneAtAThird(way, load);
        run.Run(10);

        // By capacity 0.1. Round-robin alone leaves it at 0.25, which overloads it.
        Assert.That(run.Run(10).Share(0), Is.InRange(0.06, 0.145));
    }

    [TestCaseSource(nameof(ByWeights))]
    public void Weights_come_to_rest(string way)
    {
        var run = OneAtAThird(way, 0.7);
        run.Run(30);
        var seconds = Enumerable.Range(0, 60).Select(_ =>
        {
            run.Run(1);
            return run.Weights;
        }).ToArray();
        for (var server = 0; server < 4; server++)
        {
            var weights = seconds.Select(weights => weights[server]).Order().ToArray();
            Assert.That(weights[^1] / weights[0], Is.LessThan(1.6), $"{server}: {string.Join(' ', weights)}");
        }

        Assert.That(run.Weights.Average(), Is.EqualTo(100).Within(1));
    }

    [TestCaseSource(nameof(ByWeights))]
    public void Weights_ignore_one_very_slow_response(string way)
    {
        var run = FourEqual(way);
        run.Run(20);
        run.Outlier(0, seconds: 0.9);
        Assert.That(run.Run(10).Share(0), Is.EqualTo(0.25).Within(0.03));
    }

    /// <summary>A peak is believed at once: that is what makes the policy fast.</summary>
    [TestCase("fastest")]
    [TestCase("adaptive")]
    public void After_one_very_slow_response_a_server_keeps_some_sessions_and_has_its_share_again_within_a_minute(
        string way)
    {
        var run = FourEqual(way);
        run.Run(20);
        run.Outlier(0, seconds: 0.9);
        Assert.That(run.Run(10).Share(0), Is.GreaterThan(0.25 / 64));
        run.Run(40);
        Assert.That(run.Run(10).Share(0), Is.EqualTo(0.25).Within(0.06));
    }

    [TestCaseSource(nameof(Measuring))]
    public void Eight_balancers_that_know_nothing_of_one_another_send_no_herd(string way)
    {
        var run = Eight(way);
        run.Run(25);
        var window = run.Run(10);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(window.ActiveMax, Is.LessThan(20));
            Assert.That(window.Share(0) + window.Share(1), Is.InRange(0.05, 0.11), "0.077 by capacity");
            for (var server = 2; server < 8; server++)
                Assert.That(window.Share(server), Is.EqualTo(0.154).Within(0.03), $"server {server}");
        }
    }

    [TestCaseSource(nameof(Measuring))]
    public void A_server_that_recovers_has_its_share_again_within_a_minute(string way)
    {
        var servers = Servers(0.002, 0.002, 0.002, 0.002);
        var run = Of(way, servers, 0.6);
        servers[0].DelaySeconds = 0.2;
        Assert.That(Of(run, 20).Share(0), Is.LessThan(0.1));
        servers[0].DelaySeconds = 0;
        Assert.That(Of(run, 55).Share(0), Is.EqualTo(0.25).Within(0.06));
    }

    /// <summary>What happens in the 10 s after so long.</summary>
    private static FeedbackWindow Of(FeedbackSimulation run, double after)
    {
        run.Run(after);
        return run.Run(10);
    }

    /// <summary>
    /// It prints the rows as well. The last digit may differ from one processor to another, and with it the arrivals.
    /// </summary>
    [Test]
    public void The_page_has_these_shares()
    {
        var page = File.ReadAllLines(Repository.PathOf("docs", "policies.md"));
        var rows = All.Select(RowOfFour).Concat(All.Select(RowOfEight)).ToArray();
        foreach (var row in rows) TestContext.Out.WriteLine(row.Text);
        using (Assert.EnterMultipleScope())
        {
            foreach (var row in rows)
            {
                var shown = page.Where(line => line.StartsWith(row.Name, StringComparison.Ordinal)).Select(ShareIn);
                Assert.That(shown, Has.Some.EqualTo(row.Share).Within(0.02), row.Text);
            }
        }
    }

    /// <summary>The row of a way in the first table: its share in the first column.</summary>
    private static (string Name, double Share, string Text) RowOfFour(string way)
    {
        var windows = new[] { 0.5, 0.7, 0.9 }.Select(load => Of(OneAtAThird(way, load), 20)).ToArray();
        var cells = windows.Select(w => $"{w.Share(0):0.000} | {w.MeanSeconds * 1e3:0.0} / {w.Quantile(0.99) * 1e3:0}");
        return (NameOf(way), windows[0].Share(0), $"{NameOf(way)}{string.Join(" | ", cells)} |");
    }

    /// <summary>The row of a way in the second table.</summary>
    private static (string Name, double Share, string Text) RowOfEight(string way)
    {
        var eight = Of(Eight(way), 25);
        var outlier = FourEqual(way);
        outlier.Run(20);
        outlier.Outlier(0, seconds: 0.9);
        var after = Enumerable.Range(0, 5).Select(_ => outlier.Run(10).Share(0).ToString("0.00"));
        var share = eight.Share(0) + eight.Share(1);
        var text = $"{share:0.000} | {eight.Quantile(0.99) * 1e3:0} | {eight.ActiveMax} | {string.Join(' ', after)} |";
        return (NameOf(way), share, NameOf(way) + text);
    }

    private static string NameOf(string way) => $"| `{way.Replace(" ", "`, `")}` | ";

    private static double ShareIn(string row) =>
        double.TryParse(row.Split('|')[2], CultureInfo.InvariantCulture, out var share) ? share : double.NaN;

    /// <summary>Four servers, one at a third of the speed of the others.</summary>
    private static FeedbackSimulation OneAtAThird(string way, double load) =>
        Of(way, Servers(0.006, 0.002, 0.002, 0.002), load);

    private static FeedbackSimulation FourEqual(string way) => Of(way, Servers(0.002, 0.002, 0.002, 0.002), 0.7);

    /// <summary>Eight balancers on eight servers, two of them at a quarter of the speed.</summary>
    private static FeedbackSimulation Eight(string way) =>
        Of(way, Servers(0.008, 0.008, 0.002, 0.002, 0.002, 0.002, 0.002, 0.002), 0.8, balancers: 8);

    private static FeedbackServer[] Servers(params double[] serviceSeconds) =>
        [.. serviceSeconds.Select(seconds => new FeedbackServer(seconds))];

    /// <param name="way">A policy, and what its weights follow.</param>
    /// <param name="load">Of the capacity of all servers.</param>
    private static FeedbackSimulation Of(string way, FeedbackServer[] servers, double load, int balancers = 1)
    {
        var words = way.Split(' ');
        var (policy, weighBy) = (Kind<PolicyKind>(words[0]), Kind<WeighBy>(words.Length > 1 ? words[1] : "none"));
        return new FeedbackSimulation(servers, pool => pool with { Policy = policy, WeighBy = weighBy }, balancers)
        {
            Arrivals = load * servers.Sum(server => server.Capacity),
        };
    }

    private static T Kind<T>(string word) where T : struct, Enum =>
        Enum.Parse<T>(word.Replace("-", ""), ignoreCase: true);
}
