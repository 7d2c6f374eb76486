namespace L4Balancer.Core.Simulation.Scenarios.Model;

/// <summary>Something that goes wrong at a time, and possibly ends.</summary>
public sealed record ScenarioFailure
{
    /// <summary>From the beginning of the simulation, 0 to 24 h.</summary>
    public TimeSpan At { get; init; }

    /// <summary>How long it lasts, 1 ms to 24 h; null is until the end.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>The backends that fail together, as in the pool of the configuration.</summary>
    public IReadOnlyList<string> Backends { get; init; } = [];

    public FailureKind Kind { get; init; } = FailureKind.Death;

    /// <summary>For <c>slow</c>: service times are multiplied by this, 1 to 1000.</summary>
    public double Factor { get; init; } = 5;

    /// <summary>For <c>flap</c>: from one death to the next, 100 ms to 1 h; half of it dead.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Its end, <see cref="TimeSpan.MaxValue"/> if it has none.</summary>
    public TimeSpan Until => For is { } length ? At + length : TimeSpan.MaxValue;
}

/// <summary>What goes wrong.</summary>
public enum FailureKind
{
    /// <summary>Connects are refused, and running sessions are reset.</summary>
    Death,

    /// <summary>Connects succeed, and nothing is answered until it ends: a stopped process, a stuck disk.</summary>
    Hang,

    /// <summary>Answers take longer.</summary>
    Slow,

    /// <summary>Dead and well by turns.</summary>
    Flap,

    /// <summary>Connects time out, and running sessions hear nothing until it ends.</summary>
    Cut,

    /// <summary>Connects succeed and are closed at once: a proxy in front of a dead server.</summary>
    AcceptAndClose,
}
