using L4Balancer.Bench.Drill.Servers;

namespace L4Balancer.Bench.Drill.Faults;

/// <summary>A way for a server to fail for a while.</summary>
internal abstract class Fault
{
    /// <summary>Short and stable: the name on the command line and in every report.</summary>
    public abstract string Name { get; }

    /// <summary>What happens, in a few words.</summary>
    public abstract string Title { get; }

    /// <summary>Why it is not available; null if it is.</summary>
    public virtual string? Missing(DrillOptions options) => null;

    public abstract Task BeginAsync(DrillServer server, CancellationToken stop);

    /// <summary>Completes when the server is as before.</summary>
    public abstract Task EndAsync(DrillServer server, CancellationToken stop);
}
