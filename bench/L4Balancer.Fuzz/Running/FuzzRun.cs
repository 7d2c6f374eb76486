using System.Diagnostics;
using L4Balancer.Fuzz.Coverage;
using L4Balancer.Fuzz.Inputs;
using L4Balancer.Fuzz.Targets;

namespace L4Balancer.Fuzz.Running;

/// <summary>Runs the targets in turns, so that all have had their share whenever it ends.</summary>
internal sealed class FuzzRun(FuzzOptions options, TextWriter progress)
{
    /// <summary>That of the threads on which the daemon parses.</summary>
    private const int StackSize = 1536 * 1024;

    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(30);

    public IReadOnlyList<TargetRun> Run()
    {
        CoverageMap.Connect();
        Steps.Connect();
        TargetRun[] runs = [.. options.Targets.Select((target, index) => new TargetRun(target, options.Seed + index))];
        var thread = new Thread(() => RunAll(runs), StackSize);
        thread.Start();
        thread.Join();
        return runs;
    }

    private void RunAll(TargetRun[] runs)
    {
        var watch = Stopwatch.StartNew();
        var shown = TimeSpan.Zero;
        foreach (var run in runs) Timed(run, () => run.Begin(InputsOf(run.Target)));
        while (true)
        {
            foreach (var run in runs)
            {
                if (IsOver(runs, watch)) return;
                Timed(run, () => RunTurn(run, runs, watch));
            }

            if (watch.Elapsed - shown < ProgressEvery) continue;
            shown = watch.Elapsed;
            progress.WriteLine($"{shown:hh\\:mm\\:ss} {Executions(runs):N0} executions");
        }
    }

    private void RunTurn(TargetRun run, TargetRun[] runs, Stopwatch watch)
    {
        var begin = watch.Elapsed;
        var left = (options.Executions ?? long.MaxValue) - Executions(runs);
        while (left-- > 0 && watch.Elapsed - begin < Turn) run.RunNext();
    }

    private bool IsOver(TargetRun[] runs, Stopwatch watch) =>
        watch.Elapsed >= options.Time || Executions(runs) >= options.Executions;

    private static long Executions(TargetRun[] runs) => runs.Sum(run => run.Executions);

    private static void Timed(TargetRun run, Action action)
    {
        var begin = Stopwatch.GetTimestamp();
        action();
        run.Elapsed += Stopwatch.GetElapsedTime(begin);
    }

    private static IEnumerable<byte[]> InputsOf(FuzzTarget target) => target.Seeds.Concat(
        InputFiles.Of(InputFiles.Seeds, target.Name).Concat(InputFiles.Of(InputFiles.Regressions, target.Name))
            .Select(File.ReadAllBytes));
}
