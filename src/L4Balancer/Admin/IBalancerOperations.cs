using L4Balancer.Admin.History;
using L4Balancer.Admin.Model;
using L4Balancer.Core.Control;

namespace L4Balancer.Admin;

/// <summary>
/// The admin side's view of a balancer. It never touches the table: actions are control events, which
/// go through the one queue.
/// </summary>
public interface IBalancerOperations
{
    /// <summary>Recent and new events.</summary>
    EventJournal Journal { get; }

    /// <summary>The counters of the admin side, which are part of <see cref="SnapshotAsync"/>.</summary>
    AdminCounters Counters { get; }

    /// <summary>The last 15 minutes, across servers of the admin side.</summary>
    SnapshotHistory History { get; }

    /// <summary>The generation of the current table.</summary>
    long Generation { get; }

    /// <summary>In the order of the config.</summary>
    IReadOnlyList<string> PoolNames { get; }

    IReadOnlyList<string> ListenerNames { get; }

    /// <summary>
    /// The current state. The byte counts of running sessions are updated first, which takes a turn of each loop.
    /// </summary>
    Task<BalancerSnapshot> SnapshotAsync(CancellationToken cancellationToken);

    Task<SessionPage> ListSessionsAsync(SessionQuery query, CancellationToken cancellationToken);

    /// <summary>Ends one session with RST to both sides; returns false if it is not running.</summary>
    Task<bool> CloseSessionAsync(ulong id, string actor, CancellationToken cancellationToken);

    /// <summary>The sources of connections that come first. A scan of a few milliseconds.</summary>
    SourceReport ListSources(SourceQuery query);

    /// <summary>Applies an operator's action and publishes the new table.</summary>
    /// <param name="ifGeneration">Refuses the action as stale unless this is the current generation; null accepts
    /// any.</param>
    /// <param name="persist">Whether to write it to the config file too.</param>
    Task<ActionResult> ActAsync(
        ControlEvent wish, string actor, long? ifGeneration, bool persist, CancellationToken cancellationToken);

    /// <summary>Reads the config file again, and applies it unless it is a dry run or there are errors.</summary>
    Task<ReloadReport> ReloadAsync(bool isDryRun, string actor, CancellationToken cancellationToken);

    /// <summary>
    /// Starts the program anew, which takes over all sessions; this process ends once the caller has its answer.
    /// </summary>
    Task<UpgradeReport> UpgradeAsync(string actor);

    ConfigReport Config();

    /// <summary>Why the balancer is not ready for clients, a sentence each; empty if it is ready.</summary>
    IReadOnlyList<string> WhyNotReady();

    /// <summary>Whether the loops are running.</summary>
    Task<bool> IsTurningAsync(CancellationToken cancellationToken);
}
