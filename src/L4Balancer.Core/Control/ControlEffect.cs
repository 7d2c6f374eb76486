using System.Collections.Immutable;
using L4Balancer.Core.Health;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Control;

/// <summary>
/// Something to be done because of an event. Effects are data; the control loop carries them out in order.
/// </summary>
public abstract record ControlEffect;

/// <summary>Build a table from the new state and publish it.</summary>
public sealed record PublishTable : ControlEffect;

/// <summary>
/// These and only these are probed from now on, the new ones at once, as far as that makes no flood.
/// </summary>
public sealed record ProbesWanted(ImmutableArray<ProbeSchedule> Schedules) : ControlEffect;

/// <summary>
/// The next probe of a target is due after this time, counted from now; the scheduler adds the jitter. While a probe of
/// the target is in flight it is void: the end of that probe brings its own.
/// </summary>
public sealed record ProbeAfter(ProbeTarget Target, TimeSpan Delay) : ControlEffect;

/// <summary>These and only these host names are resolved, now and then on the interval.</summary>
public sealed record NamesWanted(ImmutableArray<string> HostNames, TimeSpan Interval) : ControlEffect;

/// <summary>End the running sessions of a backend, in place of any such wish before.</summary>
public sealed record ResetSessions(string Pool, NetAddress Address) : ControlEffect
{
    public CloseReason Reason { get; init; } = CloseReason.BackendDown;

    /// <summary>Sessions a second, until none is left; null ends all that run now in one moment.</summary>
    public int? Rate { get; init; }
}

/// <summary>End no more sessions of a backend: a <see cref="ResetSessions"/> with a rate is over.</summary>
public sealed record SpareSessions(string Pool, NetAddress Address) : ControlEffect;

/// <summary>
/// Send a <see cref="Tick"/> at this moment of the control clock, instead of any moment asked for before; null is
/// never.
/// </summary>
public sealed record WakeAt(TimeSpan? At) : ControlEffect;

/// <summary>Tell the operator.</summary>
public sealed record Notify(Notice Notice) : ControlEffect;
