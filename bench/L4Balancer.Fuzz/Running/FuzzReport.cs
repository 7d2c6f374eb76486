using System.Globalization;
using System.Text;

namespace L4Balancer.Fuzz.Running;

/// <summary>The figures of a run, a line for each target, and what has failed.</summary>
internal static class FuzzReport
{
    private const int HexBytesMax = 4096;
    private const int HexBytesPerLine = 64;

    private static readonly CompositeFormat Columns =
        CompositeFormat.Parse("{0,-22} {1,12} {2,10} {3,8} {4,8} {5,7} {6,8}");

    public static void Write(IReadOnlyList<TargetRun> runs, TextWriter to)
    {
        Line(to, "target", "executions", "per s", "edges", "inputs", "steps", "crashes");
        foreach (var run in runs)
        {
            Line(
                to, run.Target.Name, $"{run.Executions:N0}", $"{PerSecond(run.Executions, run.Elapsed):N0}",
                $"{run.Edges:N0}", $"{run.Inputs:N0}", $"{run.WorstSteps:P0}", $"{run.Crashes.Count}");
        }

        var (all, elapsed) = (runs.Sum(run => run.Executions), TimeSpan.FromTicks(runs.Sum(run => run.Elapsed.Ticks)));
        Line(
            to, "all", $"{all:N0}", $"{PerSecond(all, elapsed):N0}", $"{runs.Sum(run => run.Edges):N0}",
            $"{runs.Sum(run => run.Inputs):N0}", "", $"{runs.Sum(run => run.Crashes.Count)}");
    }

    /// <summary>
    /// Writes each input that has failed to a file and to the report, since a file may be gone before anybody looks for
    /// it, and says how it fails.
    /// </summary>
    public static void WriteCrashes(IReadOnlyList<TargetRun> runs, string folder, TextWriter to)
    {
        foreach (var crash in runs.SelectMany(run => run.Crashes))
        {
            Directory.CreateDirectory(folder);
            var file = Path.Combine(folder, crash.FileName);
            File.WriteAllBytes(file, crash.Input);
            to.WriteLine();
            to.WriteLine($"{file} ({crash.Input.Length} bytes)");
            to.WriteLine(HexOf(crash.Input));
            to.WriteLine(crash.Failure);
        }
    }

    /// <summary>For <c>xxd -r -p</c>.</summary>
    private static string HexOf(byte[] input)
    {
        var shown = input.AsSpan(0, Math.Min(input.Length, HexBytesMax)).ToArray();
        var lines = shown.Chunk(HexBytesPerLine).Select(Convert.ToHexStringLower);
        var left = input.Length - shown.Length;
        return string.Join('\n', left == 0 ? lines : lines.Append($"(and {left} more)"));
    }

    private static double PerSecond(long executions, TimeSpan elapsed) =>
        executions / Math.Max(elapsed.TotalSeconds, 1e-3);

    private static void Line(TextWriter to, params object[] cells) =>
        to.WriteLine(string.Format(CultureInfo.InvariantCulture, Columns, cells));
}
