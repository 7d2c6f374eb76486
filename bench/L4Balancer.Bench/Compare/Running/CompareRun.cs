using L4Balancer.Bench.Compare.Balancers;
using L4Balancer.Bench.Compare.Checks;
using L4Balancer.Bench.Compare.Machine;
using L4Balancer.Bench.Compare.Memory;
using L4Balancer.Bench.Compare.Workloads;

namespace L4Balancer.Bench.Compare.Running;

/// <summary>
/// Executes a plan, round by round; within a round, each workload through every balancer in turn.
/// </summary>
internal sealed class CompareRun
{
    private readonly ComparePlan _plan;
    private readonly TextWriter _progress;
    private readonly QuietGate _gate;
    private readonly CellMeter _meter;
    private readonly IdleMeter _idleMeter;
    private readonly List<Cell> _cells = [];
    private readonly List<IdleCell> _idleCells = [];
    private readonly CheckedMeter _checkedMeter;
    private readonly List<CheckedCell> _checkedCells = [];
    private bool _isQuiet = true;

    public CompareRun(ComparePlan plan, Stage stage, bool isForced, TextWriter progress)
    {
        var lineup = new Lineup(stage);
        _plan = plan;
        _progress = progress;
        _gate = new QuietGate(new MachineWatch(stage.Processes), isForced, progress);
        _meter = new CellMeter(stage, lineup, plan.Duration);
        _idleMeter = new IdleMeter(stage, lineup);
        _checkedMeter = new CheckedMeter(stage);
    }

    /// <exception cref="CompareException">The machine is too busy.</exception>
    public async Task<CompareOutcome> RunAsync(CancellationToken stop)
    {
        for (var round = 1; round <= _plan.Rounds; round++)
        {
            _isQuiet &= await _gate.PassAsync(stop);
            await RoundAsync(_plan.Workloads, Rotation.Of(_plan.Balancers, round), round, stop);
        }

        return new CompareOutcome([.. _cells], [.. _idleCells], [.. _checkedCells], _isQuiet);
    }

    private async Task RoundAsync(
        IReadOnlyList<Workload> workloads, IReadOnlyList<IBalancer> order, int round, CancellationToken stop)
    {
        foreach (var workload in workloads)
        {
            await _progress.WriteLineAsync($"round {round} of {_plan.Rounds}: {workload.Name}");
            foreach (var balancer in order)
            {
                if (workload.HasRate) _cells.Add(Told(await _meter.MeasureAsync(workload, balancer, round, stop)));
                else if (workload.CheckedBackends > 0) await CheckedAsync(workload, balancer, round, stop);
                else if (round == 1) await IdleAsync(workload, balancer, stop);
            }
        }
    }

    /// <summary>Only in one round: memory varies less than speed.</summary>
    private async Task IdleAsync(Workload workload, IBalancer balancer, CancellationToken stop)
    {
        if (!balancer.HasProcesses) return;
        _idleCells.Add(await _idleMeter.MeasureAsync(workload, balancer, stop));
    }

    private async Task CheckedAsync(Workload workload, IBalancer balancer, int round, CancellationToken stop)
    {
        if (balancer is not ICheckingBalancer checking) return;
        _checkedCells.Add(await _checkedMeter.MeasureAsync(checking, workload.CheckedBackends, round, stop));
    }

    private Cell Told(Cell cell)
    {
        if (cell.HasFailed)
            _progress.WriteLine($"{cell.Workload} {cell.Balancer}: {cell.Failure ?? $"{cell.Errors} requests failed"}");
        return cell;
    }
}

/// <summary>All measurements.</summary>
/// <param name="IsQuiet">Whether the machine was quiet when the rounds began.</param>
internal sealed record CompareOutcome(
    IReadOnlyList<Cell> Cells, IReadOnlyList<IdleCell> IdleCells, IReadOnlyList<CheckedCell> CheckedCells, bool IsQuiet)
{
    public bool HasFailed => Cells.Any(c => c.HasFailed) || IdleCells.Any(c => c.Failure is not null)
        || CheckedCells.Any(c => c.Failure is not null);
}
