using L4Balancer.Bench.Compare.Machine;
using L4Balancer.Bench.Compare.Memory;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;

namespace L4Balancer.Bench.Compare.Checks;

/// <summary>Measures the cost of checks, each time in a freshly started balancer.</summary>
internal sealed class CheckedMeter(Stage stage)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>By then every backend has been checked, and the code has been compiled.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan EmptySettling = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MeasuredTime = TimeSpan.FromSeconds(10);

    /// <summary>With a smaller share of the due connects the figures would be meaningless.</summary>
    private const double ShareDoneMin = 0.8;

    /// <summary>A failure is a result too: the other cells are still measured.</summary>
    public async Task<CheckedCell> MeasureAsync(
        ICheckingBalancer balancer, int backends, int round, CancellationToken stop)
    {
        var cell = new CheckedCell { Balancer = balancer.Name, Backends = backends, Round = round };
        try
        {
            var empty = await EmptyBytesAsync(balancer, stop);
            using var server = new CheckedServer();
            var process = await balancer.StartCheckingAsync(stage, server.Addresses(backends), Interval, stop);
            try
            {
                return await MeasureAsync(process, cell with { EmptyBytes = empty }, stop);
            }
            finally
            {
                await stage.Processes.EndAsync(process);
            }
        }
        catch (CompareException e)
        {
            return cell with { Failure = e.Message };
        }
    }

    private static async Task<CheckedCell> MeasureAsync(OwnedProcess process, CheckedCell cell, CancellationToken stop)
    {
        await Task.Delay(Settling, stop);
        var (seconds, wakeUps) = (MachineWatch.SecondsOf(process), ProcessMemory.WakeUps(process));
        var connects = ConnectCounter.Read();
        await Task.Delay(MeasuredTime, stop);
        connects = ConnectCounter.Read() - connects;
        Check(process, connects, cell.Backends);
        return cell with
        {
            CpuShare = (MachineWatch.SecondsOf(process) - seconds) / MeasuredTime.TotalSeconds,
            ConnectsPerSecond = connects / MeasuredTime.TotalSeconds,
            WakeUpsPerSecond =
                ProcessMemory.WakeUpsBetween(wakeUps, ProcessMemory.WakeUps(process)) / MeasuredTime.TotalSeconds,
            Bytes = ProcessMemory.ResidentBytes(process),
        };
    }

    private async Task<long> EmptyBytesAsync(ICheckingBalancer balancer, CancellationToken stop)
    {
        var process = await balancer.StartCheckingAsync(stage, [], Interval, stop);
        await Task.Delay(EmptySettling, stop);
        var bytes = ProcessMemory.ResidentBytes(process);
        await stage.Processes.EndAsync(process);
        return bytes;
    }

    /// <exception cref="CompareException">It did not check everything, or found something down.</exception>
    private static void Check(OwnedProcess process, long connects, int backends)
    {
        var due = backends * (MeasuredTime / Interval);
        if (connects < ShareDoneMin * due)
            throw new CompareException($"only {connects} of {due:0} checks were made; {Ports.Failure(process)}");
        var down = process.Lines.FirstOrDefault(line => line.Contains(" down", StringComparison.OrdinalIgnoreCase));
        if (down is not null) throw new CompareException($"a serving backend was reported down: {down}");
    }
}
