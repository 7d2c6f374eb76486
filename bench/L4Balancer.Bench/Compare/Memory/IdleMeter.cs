using L4Balancer.Bench.Compare.Balancers;
using L4Balancer.Bench.Compare.Machine;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Workloads;

namespace L4Balancer.Bench.Compare.Memory;

/// <summary>Measures the cost of idle sessions, each time in a freshly started balancer.</summary>
internal sealed class IdleMeter(Stage stage, Lineup lineup)
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(5);

    /// <summary>A failure is a result too: the other cells are still measured.</summary>
    public async Task<IdleCell> MeasureAsync(Workload workload, IBalancer balancer, CancellationToken stop)
    {
        try
        {
            var backend = await lineup.BackendAsync(workload.Backend, stop);
            var running = await balancer.StartAsync(stage, backend, stop);
            try
            {
                return await MeasureAsync(running, running.Process!, workload.Shape.Connections, balancer.Name, stop);
            }
            finally
            {
                await stage.Processes.EndAsync(running.Process!);
            }
        }
        catch (CompareException e)
        {
            return new IdleCell { Balancer = balancer.Name, Failure = e.Message };
        }
    }

    private async Task<IdleCell> MeasureAsync(
        RunningBalancer running, OwnedProcess process, int wanted, string name, CancellationToken stop)
    {
        await Task.Delay(Settling, stop);
        var (secondsBefore, wakeUpsBefore) = (MachineWatch.SecondsOf(process), ProcessMemory.WakeUps(process));
        await Task.Delay(IdleTime, stop);
        var (seconds, wakeUps) = (MachineWatch.SecondsOf(process), ProcessMemory.WakeUps(process));
        var empty = ProcessMemory.ProportionalBytes(process);
        var count = Math.Min(wanted, stage.SessionsMax);
        using var sessions = await IdleSessions.OpenAsync(running.Address, count, stop);
        await Task.Delay(Settling, stop);
        return new IdleCell
        {
            Balancer = name,
            EmptyBytes = empty,
            IdleCpuShare = (seconds - secondsBefore) / IdleTime.TotalSeconds,
            WakeUpsPerSecond = ProcessMemory.WakeUpsBetween(wakeUpsBefore, wakeUps) / IdleTime.TotalSeconds,
            Sessions = count,
            FullBytes = ProcessMemory.ProportionalBytes(process),
        };
    }
}
