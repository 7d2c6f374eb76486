namespace L4Balancer.Core.Control;

/// <summary>A change that an operator wants to read about, one log line each.</summary>
public abstract record Notice(string Pool);

public sealed record BackendUp(string Pool, NetAddress Address) : Notice(Pool);

public sealed record BackendDown(string Pool, NetAddress Address, string Cause) : Notice(Pool);

public sealed record BackendAdded(string Pool, NetAddress Address) : Notice(Pool)
{
    /// <summary>It left the answers for its name a while ago and is back, with its state from then.</summary>
    public bool IsBack { get; init; }
}

/// <summary>The backend left the config (or its host name): it gets no new sessions, the running ones go on.</summary>
public sealed record BackendRemoved(string Pool, NetAddress Address) : Notice(Pool);

/// <summary>A host name that was well, or new, cannot be resolved.</summary>
public sealed record NameFailing(string Pool, string HostName, string Cause) : Notice(Pool);

/// <summary>A host name is resolved again after <see cref="NameFailing"/>.</summary>
public sealed record NameRecovered(string Pool, string HostName, TimeSpan After) : Notice(Pool);

/// <summary>A host name has an address that is not used.</summary>
public sealed record AddressIgnored(string Pool, string HostName, NetAddress Address, string Why) : Notice(Pool);

/// <summary>The tier in use moved to a higher number: a failover.</summary>
public sealed record FailedOver(string Pool, int From, int To) : Notice(Pool);

/// <summary>The tier in use moved to a lower number: a failback.</summary>
public sealed record FailedBack(string Pool, int From, int To) : Notice(Pool);

/// <summary>
/// No backend is eligible. With <c>panic: use-all</c> all of them are used, else new clients are refused.
/// </summary>
public sealed record NoneEligible(string Pool, bool UsesAll) : Notice(Pool);

/// <summary>A backend is eligible again after <see cref="NoneEligible"/>.</summary>
public sealed record EligibleAgain(string Pool) : Notice(Pool);

/// <summary>An operator wants something else of a backend.</summary>
public sealed record IntentChanged(string Pool, NetAddress Address, BackendIntent Intent) : Notice(Pool)
{
    /// <summary>For a drain: how long sessions may still run; null is as long as they like.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>For a drain with a deadline: sessions ended a second from then on; null is all at once.</summary>
    public int? Rate { get; init; }
}

/// <summary>A backend has another weight, 1 to 1000, by the wish of an operator.</summary>
public sealed record WeightChanged(string Pool, NetAddress Address, int Weight) : Notice(Pool);

/// <summary>An operator ends the running sessions of a backend, so many a second; null is all at once.</summary>
public sealed record SessionsReset(string Pool, NetAddress Address, int? Rate) : Notice(Pool);

/// <summary>A request was out of range or against the rules; nothing changed. The answer has the same text.</summary>
public sealed record EventRefused(string Pool, string Why) : Notice(Pool);
