using L4Balancer.Bench.Compare.Machine;
using L4Balancer.Bench.Compare.Memory;
using L4Balancer.Bench.Upgrade.Balancers;

namespace L4Balancer.Bench.Upgrade.Results;

/// <summary>The processes of a balancer, and their memory.</summary>
internal sealed class ProcessWatch(UpgradedBalancer balancer)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>The most memory that all had together, so far.</summary>
    public long MostBytes { get; private set; }

    public long Bytes() => balancer.Started.Sum(ProcessMemory.ProportionalBytes);

    /// <summary>Those that run now, without one that only waits for the end of the drill.</summary>
    public IReadOnlyList<int> Running()
    {
        var sessions = balancer.Started.Select(process => process.Id).ToHashSet();
        return [.. ProcessStat.All().Where(p => sessions.Contains(p.Session) && IsRunning(p)).Select(p => p.Id)];
    }

    /// <summary>Looks at the memory now and then.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            MostBytes = Math.Max(MostBytes, Bytes());
            await Task.Delay(Pause, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>A process that has ended and was not waited for has no command line.</summary>
    private static bool IsRunning(ProcessStat process)
    {
        try
        {
            return process.Name is not ("sleep" or "sh") && File.ReadAllText($"/proc/{process.Id}/cmdline").Length > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
