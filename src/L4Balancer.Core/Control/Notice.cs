using L4Balancer.Core.Config;

namespace L4Balancer.Core.Control;

/// <summary>A change that an operator wants to read about, one log line each.</summary>
public abstract record Notice(string Pool);

public sealed record BackendUp(string Pool, NetAddress Address) : Notice(Pool);

public sealed record BackendDown(string Pool, NetAddress Address, string Cause) : Notice(Pool);

public sealed record BackendAdded(string Pool, NetAddress Address) : Notice(Pool);

/// <summary>The backend left the config (or its host name): it gets no new sessions, the running ones go on.</summary>
public sealed record BackendRemoved(string Pool, NetAddress Address) : Notice(Pool);

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

/// <summary>
/// An operator's event named something that is not there or asked for what the rules would undo at once; nothing
/// changed.
/// </summary>
public sealed record EventRefused(string Pool, string Why) : Notice(Pool);
