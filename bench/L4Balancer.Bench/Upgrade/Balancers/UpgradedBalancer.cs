using System.Net;
using L4Balancer.Bench.Compare;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Upgrade.Balancers;

/// <summary>
/// A balancer and a way to replace its program, as its manual describes it. An instance is started and upgraded once.
/// </summary>
internal abstract class UpgradedBalancer
{
    /// <summary>For a step that a process takes on a busy machine.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Short and stable: the name on the command line and in every report.</summary>
    public abstract string Name { get; }

    /// <summary>What is done, in a few words.</summary>
    public abstract string Title { get; }

    /// <summary>What was started for it; their sessions (setsid(2)) have all of its processes.</summary>
    public List<OwnedProcess> Started { get; } = [];

    /// <summary>A process that stays, such as a master that starts new workers; null if there is none.</summary>
    public virtual int? Remaining => null;

    /// <summary>Why it is not available; null if it is.</summary>
    public abstract string? Missing(Toolbox tools);

    /// <returns>Where clients connect to.</returns>
    /// <exception cref="CompareException">It cannot be started.</exception>
    public abstract Task<IPEndPoint> StartAsync(Stage stage, IPEndPoint server, CancellationToken stop);

    /// <summary>Completes when all is done that an operator does.</summary>
    /// <exception cref="CompareException">It does not react.</exception>
    public abstract Task UpgradeAsync(Stage stage, CancellationToken stop);

    protected async Task<IPEndPoint> StartOnPortAsync(
        Stage stage, Func<int, IReadOnlyList<string>> commandOf, CancellationToken stop)
    {
        var (process, address) = await Ports.StartAsync(stage.Processes, commandOf, stop);
        Started.Add(process);
        return address;
    }

    protected async Task UntilAsync(Func<bool> condition, string what, CancellationToken stop)
    {
        var until = DateTime.UtcNow + Patience;
        while (!condition())
        {
            if (DateTime.UtcNow > until)
                throw new CompareException($"{Name}: {what} within {Patience.TotalSeconds:0} s.");
            await Task.Delay(Pause, stop);
        }
    }
}
