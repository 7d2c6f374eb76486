using System.Collections.Immutable;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Control;

/// <summary>A change that is reported to the operator, one log line each.</summary>
public abstract record Notice(string Pool);

public sealed record BackendUp(string Pool, NetAddress Address) : Notice(Pool);

public sealed record BackendDown(string Pool, NetAddress Address, string Cause) : Notice(Pool);

public sealed record BackendAdded(string Pool, NetAddress Address) : Notice(Pool)
{
    /// <summary>It left the answers for its name a while ago and is back with its earlier state.</summary>
    public bool IsBack { get; init; }
}

/// <summary>The backend left the config (or its host name): it gets no new sessions; running ones continue.</summary>
public sealed record BackendRemoved(string Pool, NetAddress Address) : Notice(Pool);

/// <summary>A host name that resolved before, or is new, cannot be resolved.</summary>
public sealed record NameFailing(string Pool, string HostName, string Cause) : Notice(Pool);

/// <summary>A host name resolves again after <see cref="NameFailing"/>.</summary>
public sealed record NameRecovered(string Pool, string HostName, TimeSpan After) : Notice(Pool);

/// <summary>A host name has an address that is ignored.</summary>
public sealed record AddressIgnored(string Pool, string HostName, NetAddress Address, string Why) : Notice(Pool);

/// <summary>The tier in use changed to a higher number: a failover.</summary>
public sealed record FailedOver(string Pool, int From, int To) : Notice(Pool);

/// <summary>The tier in use changed to a lower number: a failback.</summary>
public sealed record FailedBack(string Pool, int From, int To) : Notice(Pool)
{
    /// <summary>Sessions on backups that are ended per second; null leaves them there.</summary>
    public int? Rate { get; init; }

    /// <summary>When those that are left are ended at once.</summary>
    public TimeSpan? Deadline { get; init; }
}

/// <summary>
/// No backend is eligible. With <c>panic: use-all</c> all of them are used, otherwise new clients are refused.
/// </summary>
public sealed record NoneEligible(string Pool, bool UsesAll) : Notice(Pool);

/// <summary>A backend is eligible again after <see cref="NoneEligible"/>.</summary>
public sealed record EligibleAgain(string Pool) : Notice(Pool);

/// <summary>A backend may hang: it gets a trickle of new sessions while others serve.</summary>
public sealed record BackendSuspected(string Pool, NetAddress Address, StandingCause Cause, string Why) : Notice(Pool);

/// <summary>A suspected backend is used as before.</summary>
public sealed record SuspicionEnded(string Pool, NetAddress Address, string Why, TimeSpan After) : Notice(Pool);

/// <summary>Real traffic fails on a backend: it gets no new sessions for this time.</summary>
public sealed record BackendEjected(
    string Pool, NetAddress Address, StandingCause Cause, string Why, TimeSpan For) : Notice(Pool);

/// <summary>The time of an ejection is over.</summary>
public sealed record BackendReturned(string Pool, NetAddress Address, TimeSpan After) : Notice(Pool);

/// <summary>A server has another role than before.</summary>
public sealed record RoleChanged(string Pool, NetAddress Address, ServerRole Role) : Notice(Pool);

/// <summary>A replica is too far behind its primary to be used.</summary>
/// <param name="Lag">Null is unknown.</param>
public sealed record ReplicaBehind(string Pool, NetAddress Address, TimeSpan? Lag, TimeSpan MaxLag) : Notice(Pool);

/// <summary>The replica is used again after <see cref="ReplicaBehind"/>.</summary>
public sealed record ReplicaCaughtUp(string Pool, NetAddress Address) : Notice(Pool);

/// <summary>Several servers say that they are the primary.</summary>
/// <param name="Used">The one that gets the sessions; null is none of them.</param>
public sealed record SplitBrain(string Pool, ImmutableArray<NetAddress> Primaries, NetAddress? Used) : Notice(Pool);

/// <summary>At most one server says that it is the primary after <see cref="SplitBrain"/>.</summary>
public sealed record SplitBrainOver(string Pool, TimeSpan After) : Notice(Pool);

/// <summary>Sessions of overloaded backends are being ended, so that their clients reach the others.</summary>
/// <param name="Excess">Sessions above the threshold.</param>
public sealed record RebalanceBegan(
    string Pool, ImmutableArray<NetAddress> Overloaded, int Excess, bool IsDryRun) : Notice(Pool);

/// <summary>No backend is overloaded any more.</summary>
/// <param name="Ended">Sessions that were ended.</param>
public sealed record RebalanceEnded(string Pool, long Ended, TimeSpan After) : Notice(Pool);

/// <summary>Rebalancing has stopped because too few clients connected again.</summary>
public sealed record RebalanceStopped(string Pool, long Ended, long Connected) : Notice(Pool);

/// <summary>An operator changed the intent for a backend.</summary>
public sealed record IntentChanged(string Pool, NetAddress Address, BackendIntent Intent) : Notice(Pool)
{
    /// <summary>For a drain: how long sessions may still run; null means without limit.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>For a drain with a deadline: sessions ended per second from then on; null means all at once.</summary>
    public int? Rate { get; init; }
}

/// <summary>The agent of a backend's server reports another state than before.</summary>
/// <param name="Reason">In the agent's words; may be empty.</param>
public sealed record AgentTurned(string Pool, NetAddress Address, AgentVerdict Verdict, string Reason) : Notice(Pool);

/// <summary>The agent has not answered for so long that its percentage no longer counts.</summary>
public sealed record AgentSilent(string Pool, NetAddress Address, string Cause) : Notice(Pool);

/// <summary>The agent answers again after <see cref="AgentSilent"/>.</summary>
public sealed record AgentAnswers(string Pool, NetAddress Address) : Notice(Pool);

/// <summary>The agent sends words that have no meaning, which is reported once.</summary>
public sealed record AgentUnclear(string Pool, NetAddress Address, string Word) : Notice(Pool);

/// <summary>An operator changed the weight of a backend, 0 to 1000.</summary>
public sealed record WeightChanged(string Pool, NetAddress Address, int Weight) : Notice(Pool);

/// <summary>
/// An operator ends the running sessions of a backend, at this rate per second; null means all at once.
/// </summary>
public sealed record SessionsReset(string Pool, NetAddress Address, int? Rate) : Notice(Pool);

/// <summary>A request was out of range or against the rules; nothing changed. The answer has the same text.</summary>
public sealed record EventRefused(string Pool, string Why) : Notice(Pool);
