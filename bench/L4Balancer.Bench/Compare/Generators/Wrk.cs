using System.Globalization;
using System.Text.RegularExpressions;
using L4Balancer.Bench.Compare.Processes;

namespace L4Balancer.Bench.Compare.Generators;

/// <summary>wrk with one thread. Its own report has no p99.9, so a script prints its data at the end.</summary>
internal sealed partial class Wrk(string program) : ILoadGenerator
{
    private const string Script =
        """
        done = function(summary, latency)
          local e = summary.errors
          io.write(string.format("requests=%d us=%d p50=%d p99=%d p999=%d errors=%d\n",
            summary.requests, summary.duration,
            latency:percentile(50), latency:percentile(99), latency:percentile(99.9),
            e.connect + e.read + e.write + e.timeout + e.status))
        end

        """;

    public string Name => "wrk";

    public async Task<LoadResult> RunAsync(LoadTask task, CancellationToken stop)
    {
        var script = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(script, Script, stop);
            var command = task.Place.Run([program, .. Arguments(task, script)]);
            var result = await ProgramRun.ToEndAsync(command, task.Limit, stop);
            if (result.ExitCode != 0) throw new CompareException($"wrk failed: {result.LastLine}");
            return Parse(result.Output);
        }
        finally
        {
            File.Delete(script);
        }
    }

    public static string[] Arguments(LoadTask task, string script) =>
    [
        "-t", "1", "-c", $"{task.Shape.Connections}", "-d", $"{task.WholeSeconds}s", "--timeout", "10s", "-s", script,
        $"http://{task.Target}/bytes/{task.Shape.PayloadBytes}",
    ];

    /// <exception cref="CompareException">The line of the script is missing.</exception>
    public static LoadResult Parse(string text)
    {
        if (Line().Match(text) is not { Success: true } line)
            throw new CompareException("wrk printed no readable result.");
        return new LoadResult(
            Number("requests"), Number("us") / 1e6, Number("p50"), Number("p99"), Number("p999"),
            (long)Number("errors"));

        double Number(string name) => double.Parse(line.Groups[name].ValueSpan, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(
        @"requests=(?<requests>\d+) us=(?<us>\d+) p50=(?<p50>\d+) p99=(?<p99>\d+) p999=(?<p999>\d+)"
        + @" errors=(?<errors>\d+)",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Line();
}
