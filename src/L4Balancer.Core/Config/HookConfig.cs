using System.Collections.Frozen;

namespace L4Balancer.Core.Config;

/// <summary>A command that is run, or a URL that is called, on chosen events.</summary>
public sealed record HookConfig
{
    /// <summary>The events that concern the whole daemon and no pool.</summary>
    private static readonly FrozenSet<HookEvent> WithoutPool =
        FrozenSet.Create(HookEvent.Started, HookEvent.Reloaded, HookEvent.ReloadRefused);

    public required string Name { get; init; }

    /// <summary>At least one.</summary>
    public required IReadOnlyList<HookEvent> On { get; init; }

    /// <summary>Only events of these pools; an empty list means all events.</summary>
    public IReadOnlyList<string> Pools { get; init; } = [];

    /// <summary>The program, an absolute path, and its arguments; no shell is involved. Null with a URL.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Receives the event as the body of a POST; null with a command.</summary>
    public Uri? Url { get; init; }

    /// <summary>How long a run may take until it is killed or given up, 100 ms to 1 h.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Runs of this hook at the same time, 1 to <see cref="Limits.HooksRunningMax"/>. With 1 its events arrive in their
    /// order.
    /// </summary>
    public int MaxRunning { get; init; } = 1;

    /// <summary>Whether an event of this kind can have a pool, and so pass the filter <see cref="Pools"/>.</summary>
    public static bool HasPool(HookEvent @event) => !WithoutPool.Contains(@event);

    /// <summary>Whether all values are equal, including the contents of lists.</summary>
    public bool IsSame(HookConfig other) =>
        this with { On = other.On, Pools = other.Pools, Command = other.Command } == other
        && On.SequenceEqual(other.On) && Pools.SequenceEqual(other.Pools, StringComparer.Ordinal)
        && (Command is null
            ? other.Command is null
            : other.Command is { } command && Command.SequenceEqual(command, StringComparer.Ordinal));
}
