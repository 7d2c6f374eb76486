using System.Collections.Immutable;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Control;

/// <summary>Something that happened or is wanted. Every change of the table begins as one of these.</summary>
public abstract record ControlEvent;

/// <summary>
/// Something that the balancer found out by itself; there may be thousands in a moment and nobody waits for an answer.
/// Observations that are handled in one batch have one common result: a backend that goes down and up again within it
/// is told both times, but its pool stays as it is. Every other event is a request: it finds the conclusions of all
/// events before it drawn.
/// </summary>
public abstract record Observation : ControlEvent;

/// <summary>A configuration passed validation and its listeners are bound.</summary>
public sealed record ConfigAccepted(BalancerConfig Config) : ControlEvent
{
    /// <summary>
    /// What its host names resolved to before it came into force, so that the first client finds their backends; a name
    /// may be absent, and those known before need not be here.
    /// </summary>
    public ImmutableDictionary<string, ImmutableArray<System.Net.IPAddress>> Names { get; init; } =
        ImmutableDictionary<string, ImmutableArray<System.Net.IPAddress>>.Empty;

    /// <summary>
    /// The addresses of this machine, so that a name which leads back to one of its own listeners is not used.
    /// </summary>
    public ImmutableHashSet<System.Net.IPAddress> OwnAddresses { get; init; } = [];
}

/// <summary>A host name was resolved to these addresses. Never empty: that is a failure.</summary>
public sealed record NameResolved(string HostName, ImmutableArray<System.Net.IPAddress> Addresses) : Observation;

/// <summary>A host name could not be resolved; it keeps the addresses it had.</summary>
/// <param name="Cause">In words for the operator.</param>
public sealed record NameFailed(string HostName, NameTrouble Trouble, string Cause) : Observation;

/// <summary>A probe ended.</summary>
public sealed record ProbeEnded(ProbeTarget Target, ProbeOutcome Outcome) : Observation;

/// <summary>
/// A connect of real traffic failed through the backend's fault: refused, timed out, unreachable. Never a local
/// shortage.
/// </summary>
/// <param name="InRow">Failed connects to the backend since the last one that succeeded.</param>
public sealed record ConnectFailed(string Pool, NetAddress Address, int InRow, string Cause) : Observation;

/// <summary>
/// An operator wants a pool to use a tier from now on. Kept in <c>mode: manual</c>; in automatic mode health may move
/// it again.
/// </summary>
public sealed record TierWanted(string Pool, int Tier) : ControlEvent;

/// <summary>An operator wants the pool to use the next tier that has an eligible backend.</summary>
public sealed record FailoverWanted(string Pool) : ControlEvent;

/// <summary>An operator wants the pool to use the best tier that has an eligible backend.</summary>
public sealed record FailbackWanted(string Pool) : ControlEvent;

/// <summary>
/// An operator's intent for one backend, in place of the one before and of its plan. Kept over reloads as long as the
/// pool has the backend.
/// </summary>
public sealed record IntentWanted(string Pool, NetAddress Address, BackendIntent Intent) : ControlEvent
{
    /// <summary>
    /// For <see cref="BackendIntent.Drain"/>: sessions that still run after this time are ended, 0 to
    /// <see cref="Limits.DrainDeadlineMax"/>; null lets them run.
    /// </summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>
    /// Sessions a second that are ended once the deadline is over, so that their clients do not come back all at once;
    /// null ends them all in one moment. Without a deadline they are ended from now on.
    /// </summary>
    public int? Rate { get; init; }
}

/// <summary>
/// An operator wants another weight for the entry that a backend comes from (so for all addresses of a host name), 1 to
/// 1000; null is that of the config again. Kept over reloads until the config itself has another weight for it.
/// </summary>
public sealed record WeightWanted(string Pool, NetAddress Address, int? Weight) : ControlEvent;

/// <summary>An operator wants the running sessions of a backend ended with RST, so many a second; null is at once.
/// </summary>
public sealed record SessionResetWanted(string Pool, NetAddress Address, int? Rate) : ControlEvent;

/// <summary>
/// An operator adds an entry while the balancer runs, or takes the removal of one back. Kept over reloads until the
/// config has an entry of this address.
/// </summary>
public sealed record BackendAddWanted(string Pool, BackendConfig Entry) : ControlEvent;

/// <summary>
/// An operator removes an entry of the pool while the balancer runs, with all addresses that it stands for: no new
/// sessions, the running ones go on. Kept over reloads until the config does not have it any more.
/// </summary>
public sealed record BackendRemoveWanted(string Pool, BackendAddress Address) : ControlEvent;

/// <summary>The time that an earlier <see cref="WakeAt"/> asked for has come.</summary>
public sealed record Tick : Observation;

/// <summary>What the operator wants of a backend; apart from its health, and never changed by it.</summary>
public enum BackendIntent
{
    Ready,
    Drain,
    Maintenance,
}
