using System.Collections.Immutable;
using L4Balancer.Core.Health;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Control;

/// <summary>
/// An action that results from an event. Effects are data; the control loop carries them out in order.
/// </summary>
public abstract record ControlEffect;

/// <summary>Build a table from the new state and publish it.</summary>
public sealed record PublishTable : ControlEffect;

/// <summary>
/// Only these targets are probed from now on. New ones are probed at once, unless that would cause a flood.
/// </summary>
public sealed record ProbesWanted(ImmutableArray<ProbeSchedule> Schedules) : ControlEffect;

/// <summary>
/// The next probe of a target is due after this delay, counted from now; the scheduler adds the jitter. It has no
/// effect while a probe of the target is in flight, because the end of that probe brings its own.
/// </summary>
public sealed record ProbeAfter(ProbeTarget Target, TimeSpan Delay) : ControlEffect;

/// <summary>Only these host names are resolved, once now and then at the interval.</summary>
public sealed record NamesWanted(ImmutableArray<string> HostNames, TimeSpan Interval) : ControlEffect;

/// <summary>Ends the running sessions of a backend, replacing any earlier such effect.</summary>
public sealed record ResetSessions(string Pool, NetAddress Address) : ControlEffect
{
    public CloseReason Reason { get; init; } = CloseReason.BackendDown;

    /// <summary>Sessions per second, until none is left; null ends all current sessions at once.</summary>
    public int? Rate { get; init; }
}

/// <summary>
/// Ends some idle sessions of a backend once, those first that have been idle longest: at most <see cref="Max"/> that
/// are at least <see cref="MinAge"/> old and in which no byte has moved for <see cref="Quiet"/>.
/// </summary>
public sealed record RebalanceSessions(string Pool, NetAddress Address, int Max, TimeSpan MinAge, TimeSpan Quiet)
    : ControlEffect
{
    /// <summary>Only those whose observed protocol says that they could end without loss.</summary>
    public bool MustRest { get; init; }
}

/// <summary>Ends no more sessions of a backend: stops a <see cref="ResetSessions"/> with a rate.</summary>
public sealed record SpareSessions(string Pool, NetAddress Address) : ControlEffect;

/// <summary>
/// Sends a <see cref="Tick"/> at this time on the control clock, replacing any earlier request; null means never.
/// </summary>
public sealed record WakeAt(TimeSpan? At) : ControlEffect;

/// <summary>Informs the operator.</summary>
public sealed record Notify(Notice Notice) : ControlEffect;
