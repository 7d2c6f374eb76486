using L4Balancer.Admin.Model;
using L4Balancer.Core.Control;

namespace L4Balancer.Admin;

/// <summary>
/// What the admin side sees of a balancer and can ask of it. It never touches the table: acts are control events, which
/// go through the one queue.
/// </summary>
public interface IBalancerOperations
{
    /// <summary>What happened of late, and what happens next.</summary>
    EventJournal Journal { get; }

    /// <summary>Where the admin side counts; <see cref="SnapshotAsync"/> has the counts.</summary>
    AdminCounters Counters { get; }

    /// <summary>The generation of the table in force.</summary>
    long Generation { get; }

    /// <summary>In the order of the config.</summary>
    IReadOnlyList<string> PoolNames { get; }

    IReadOnlyList<string> ListenerNames { get; }

    /// <summary>
    /// The balancer now. The bytes of running sessions are brought up to date first, which takes a turn of each loop.
    /// </summary>
    Task<BalancerSnapshot> SnapshotAsync(CancellationToken cancellationToken);

    Task<SessionPage> ListSessionsAsync(SessionQuery query, CancellationToken cancellationToken);

    /// <summary>Ends one session with RST to both sides; false when it does not run.</summary>
    Task<bool> CloseSessionAsync(ulong id, string actor, CancellationToken cancellationToken);

    /// <summary>Has an operator's wish decided and its table published.</summary>
    /// <param name="ifGeneration">Refuses the wish as stale unless this is the generation in force; null asks for
    /// nothing.</param>
    /// <param name="persist">Writes it to the config file too.</param>
    Task<ActionResult> ActAsync(
        ControlEvent wish, string actor, long? ifGeneration, bool persist, CancellationToken cancellationToken);

    /// <summary>Reads the config file again, and puts it in force unless it is a dry run or there are errors.</summary>
    Task<ReloadReport> ReloadAsync(bool isDryRun, string actor, CancellationToken cancellationToken);

    ConfigReport Config();

    /// <summary>Why no clients should be sent here, a sentence each; empty when they should.</summary>
    IReadOnlyList<string> WhyNotReady();

    /// <summary>The loops turn.</summary>
    Task<bool> IsTurningAsync(CancellationToken cancellationToken);
}
