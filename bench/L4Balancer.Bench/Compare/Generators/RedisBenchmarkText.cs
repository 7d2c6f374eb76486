using System.Globalization;
using System.Text.RegularExpressions;

namespace L4Balancer.Bench.Compare.Generators;

/// <summary>
/// Parses the long output format of redis-benchmark (6.2 and later). Its short formats have no p99.9.
/// </summary>
internal static partial class RedisBenchmarkText
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    /// <exception cref="CompareException">The text has no finished test.</exception>
    public static LoadResult Parse(string text)
    {
        var tests = text.Split("====== ").Skip(1).Select(ParseTest).OfType<Test>().ToArray();
        if (tests.Length == 0) throw new CompareException("redis-benchmark printed no readable result.");
        return new LoadResult(
            tests.Sum(t => t.Requests), tests.Sum(t => t.Seconds),
            Quantile(tests, 0.5), Quantile(tests, 0.99), Quantile(tests, 0.999), 0);
    }

    /// <summary>Null if the test was not completed.</summary>
    private static Test? ParseTest(string section)
    {
        if (Completed().Match(section) is not { Success: true } completed) return null;
        var points = Point().Matches(section)
            .Select(m => (Milliseconds: Number(m.Groups["ms"]), Count: Number(m.Groups["count"])))
            .OrderBy(p => p.Milliseconds).ToArray();
        if (points.Length == 0) return null;

        // The rate has two decimals more than the seconds, which matter in a short run.
        var requests = Number(completed.Groups["requests"]);
        var rate = Throughput().Match(section) is { Success: true } m ? Number(m.Groups["rate"]) : 0;
        return new Test(requests, rate > 0 ? requests / rate : Number(completed.Groups["seconds"]), points);
    }

    /// <summary>
    /// Over all tests, in microseconds: the lowest latency within which that share of the requests was answered,
    /// to the precision of the printed points.
    /// </summary>
    private static double Quantile(Test[] tests, double share)
    {
        var wanted = share * tests.Sum(t => t.Requests);
        var latencies = tests.SelectMany(t => t.Points).Select(p => p.Milliseconds).Distinct().Order().ToArray();
        var found = Array.Find(latencies, ms => tests.Sum(t => t.AnsweredWithin(ms)) >= wanted);
        return 1000 * (found > 0 ? found : latencies[^1]);
    }

    private static double Number(Group group) => double.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<requests>\d+) requests completed in (?<seconds>[\d.]+) seconds", Options)]
    private static partial Regex Completed();

    [GeneratedRegex(@"throughput summary: (?<rate>[\d.]+) requests per second", Options)]
    private static partial Regex Throughput();

    [GeneratedRegex(@"<= (?<ms>[\d.]+) milliseconds \(cumulative count (?<count>\d+)\)", Options)]
    private static partial Regex Point();

    private sealed record Test(double Requests, double Seconds, (double Milliseconds, double Count)[] Points)
    {
        public double AnsweredWithin(double milliseconds) =>
            Points.TakeWhile(p => p.Milliseconds <= milliseconds).LastOrDefault().Count;
    }
}
