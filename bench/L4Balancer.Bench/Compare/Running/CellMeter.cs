using L4Balancer.Bench.Compare.Balancers;
using L4Balancer.Bench.Compare.Generators;
using L4Balancer.Bench.Compare.Machine;
using L4Balancer.Bench.Compare.Workloads;

namespace L4Balancer.Bench.Compare.Running;

/// <summary>Measures one cell after the other.</summary>
internal sealed class CellMeter(Stage stage, Lineup lineup, TimeSpan duration)
{
    /// <summary>Before a rate is known: low, because the first attempt must not take long.</summary>
    private const double FirstRateHint = 5_000;

    private readonly MachineWatch _watch = new(stage.Processes);

    /// <summary>The last rate of a workload through a balancer.</summary>
    private readonly Dictionary<(string Workload, string Balancer), double> _rates = [];

    /// <summary>The last rate of a workload, whatever the balancer.</summary>
    private readonly Dictionary<string, double> _anyRates = [];

    /// <summary>Attempts for a disturbed cell; the least disturbed one counts.</summary>
    public int RepeatsMax { get; init; } = 2;

    /// <summary>The load before the first cell of a workload and balancer.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(Math.Min(1, duration.TotalSeconds));

    /// <summary>A failure is a result too: the other cells are still measured.</summary>
    public async Task<Cell> MeasureAsync(Workload workload, IBalancer balancer, int round, CancellationToken stop)
    {
        try
        {
            return await TryMeasureAsync(workload, balancer, round, stop);
        }
        catch (CompareException e)
        {
            return new Cell { Workload = workload.Name, Balancer = balancer.Name, Round = round, Failure = e.Message };
        }
    }

    private async Task<Cell> TryMeasureAsync(Workload workload, IBalancer balancer, int round, CancellationToken stop)
    {
        var running = await lineup.BalancerAsync(balancer, workload.Backend, stop);
        if (!_rates.ContainsKey((workload.Name, balancer.Name)))
            await LoadAsync(workload, balancer, running, WarmUp, stop);
        var (result, use, seconds) = await LoadAsync(workload, balancer, running, duration, stop);
        for (var i = 0; i < RepeatsMax && QuietRule.IsNoisy(use); i++)
        {
            var again = await LoadAsync(workload, balancer, running, duration, stop);
            if (again.Use.DisturbedShare < use.DisturbedShare) (result, use, seconds) = again;
        }

        return new Cell
        {
            Workload = workload.Name,
            Balancer = balancer.Name,
            Round = round,
            Units = result.Units,
            Seconds = result.Seconds,
            P50 = result.P50,
            P99 = result.P99,
            P999 = result.P999,
            Errors = result.Errors,
            BalancerSeconds = seconds,
            MachineSeconds = use.BusySeconds,
            ForeignShare = use.ForeignShare,
            StolenShare = use.StolenShare,
            IsNoisy = QuietRule.IsNoisy(use),
        };
    }

    private async Task<(LoadResult Result, MachineUse Use, double? Seconds)> LoadAsync(
        Workload workload, IBalancer balancer, RunningBalancer running, TimeSpan time, CancellationToken stop)
    {
        var key = (workload.Name, balancer.Name);
        var hint = _rates.GetValueOrDefault(key, _anyRates.GetValueOrDefault(workload.Name, FirstRateHint));
        var generator = GeneratorChoice.Of(workload.Backend, stage.Tools, stage.Feature.Preface.Length > 0);
        var secondsBefore = MachineWatch.SecondsOf(running.Process);
        var look = _watch.Look();
        var task = new LoadTask(running.Address, workload.Shape, time, hint)
        {
            Place = running.Place,
            Preface = stage.Feature.Preface,
        };
        var result = await generator.RunAsync(task, stop);
        var use = _watch.Since(look);
        double? seconds = running.Process is null ? null : MachineWatch.SecondsOf(running.Process) - secondsBefore;
        _rates[key] = _anyRates[workload.Name] = result.Seconds > 0 ? result.Units / result.Seconds : hint;
        return (result, use, seconds);
    }
}
