using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Switchover.Servers;

/// <summary>A kind of database of which a drill runs a primary and a replica.</summary>
internal abstract class PairKind
{
    public static IReadOnlyList<PairKind> All { get; } =
        [new RedisKind(), new SentinelKind(), new MariaDbKind(), new PostgresKind()];

    /// <summary>Short and stable: the name on the command line and in every report.</summary>
    public abstract string Name { get; }

    /// <summary>What is not installed; null if nothing is missing.</summary>
    public abstract string? Missing(Toolbox tools);

    /// <summary>Starts both; completes when the second one replicates the first.</summary>
    /// <exception cref="Compare.CompareException">They cannot be started.</exception>
    public abstract Task<ReplicaPair> StartAsync(Stage stage, CancellationToken stop);
}
