using System.Diagnostics;
using L4Balancer.Bench.Compare.Balancers;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Workloads;

namespace L4Balancer.Bench.Compare.Guarding;

/// <summary>
/// Measures the guard's limits in pairs of short rounds: the guarded balancer and its reference, one directly after
/// the other, in alternating order. A disturbance longer than a round affects both.
/// </summary>
internal sealed class GuardRun(Stage stage, TextWriter progress)
{
    /// <summary>
    /// Short, so that the rounds of a pair are close together. iperf3 accepts only whole seconds, so it takes one.
    /// </summary>
    private static readonly TimeSpan RoundTime = TimeSpan.FromMilliseconds(500);

    /// <summary>The time limit of a trial, for a machine so busy that rounds take long.</summary>
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(40);

    /// <summary>Long enough for the runtime to compile the code of a round.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    /// <summary>Without repeats, which would separate pairs.</summary>
    private readonly CellMeter _meter =
        new(stage, new Lineup(stage), RoundTime) { WarmUp = WarmUp, RepeatsMax = 0 };

    private int _round;

    /// <returns>Whether no limit was exceeded.</returns>
    public async Task<bool> RunAsync(IReadOnlyList<GuardLine> lines, TextWriter output, CancellationToken stop)
    {
        var isPassed = true;
        foreach (var line in lines)
        {
            var result = await TryAsync(line, stop);
            await output.WriteLineAsync($"guard: {result.Text}");
            isPassed &= !result.IsRefused;
        }

        return isPassed;
    }

    private async Task<GuardResult> TryAsync(GuardLine line, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var trial = new GuardTrial(line.RatioMax);
        GuardVerdict? verdict = null;
        while (verdict is null)
        {
            var first = await CostAsync(line.Workload, line.Guarded, stop);
            trial.Add(first / await CostAsync(line.Workload, line.Reference, stop));
            var reference = await CostAsync(line.Workload, line.Reference, stop);
            trial.Add(await CostAsync(line.Workload, line.Guarded, stop) / reference);
            verdict = trial.Verdict(isLast: clock.Elapsed > TimeMax);
        }

        return new GuardResult(line, verdict.Value, trial.Interval, trial.Pairs, clock.Elapsed);
    }

    /// <returns>Processor time per unit; null when the round failed.</returns>
    private async Task<double?> CostAsync(Workload workload, IBalancer balancer, CancellationToken stop)
    {
        var cell = await _meter.MeasureAsync(workload, balancer, ++_round, stop);
        if (!cell.HasFailed) return cell.BalancerCost > 0 ? cell.BalancerCost : null;
        await progress.WriteLineAsync(
            $"{cell.Workload} {cell.Balancer}: {cell.Failure ?? $"{cell.Errors} requests failed"}");
        return null;
    }
}
