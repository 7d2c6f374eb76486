namespace L4Balancer.Core.Health;

/// <summary>
/// What the agent of a backend's server says of it, from all answers so far. It changes neither health nor the
/// operator's intent, and is taken into account beside them.
/// </summary>
/// <remarks>
/// As in HAProxy only the agent reverts its own words: an agent that goes away after <c>drain</c> or <c>down</c> was
/// probably stopped together with the server that is being worked on. Its percentage is a measurement, which gets old:
/// after <see cref="Limits.AgentMissesMax"/> missing answers it is 100 again.
/// </remarks>
public sealed record AgentReport
{
    private const int Whole = 100;

    /// <summary>Nothing was reported, and nothing is expected.</summary>
    public static AgentReport None { get; } = new();

    /// <summary>Whether there was any answer.</summary>
    public bool HasAnswered { get; init; }

    /// <summary>Missing answers in a row, up to <see cref="Limits.AgentMissesMax"/>.</summary>
    public int Missed { get; init; }

    /// <summary>In percent of the configured weight, 0 to <see cref="Limits.AgentPercentMax"/>.</summary>
    public int Percent { get; init; } = Whole;

    public AgentHealth Health { get; init; }

    public AgentIntent Intent { get; init; }

    /// <summary>The most sessions of the backend; 0 is no limit.</summary>
    public int MaxConnections { get; init; }

    /// <summary>Why it is out, in the agent's words; empty if it is not, or if the agent does not say.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The first word without a meaning of any answer: reported once.</summary>
    public string? Unknown { get; init; }

    /// <summary>The agent has missed so many answers that its percentage is no longer used.</summary>
    public bool IsStale => Missed >= Limits.AgentMissesMax;

    public bool IsDown => Health != AgentHealth.Up;

    /// <summary>No new sessions, on purpose.</summary>
    public bool IsDrained => Intent != AgentIntent.Ready || Percent == 0;

    /// <summary>What the report comes to, in one word.</summary>
    public AgentVerdict Verdict => Intent switch
    {
        AgentIntent.Maint => AgentVerdict.Maint,
        _ when IsDown => (AgentVerdict)Health,
        _ when IsDrained => AgentVerdict.Drain,
        _ => AgentVerdict.Up,
    };

    public AgentReport After(AgentAnswer answer)
    {
        var next = this with
        {
            HasAnswered = true,
            Missed = 0,
            Percent = answer.Percent ?? Percent,
            Health = answer.Health ?? Health,
            Intent = answer.Intent ?? Intent,
            MaxConnections = answer.MaxConnections ?? MaxConnections,
            Unknown = Unknown ?? answer.Unknown,
        };
        // An answer without words says nothing about the reason of an earlier one.
        if (next.Verdict == AgentVerdict.Up) return next with { Reason = "" };
        return next.Verdict == Verdict && !NamesState(answer) ? next : next with { Reason = answer.Comment };
    }

    /// <summary>An answer is missing: the agent cannot be reached, or says nothing that can be read.</summary>
    public AgentReport AfterMiss()
    {
        if (IsStale) return this;
        var next = this with { Missed = Missed + 1 };
        return next.IsStale ? next with { Percent = Whole } : next;
    }

    private static bool NamesState(AgentAnswer answer) => answer.Health is not null || answer.Intent is not null;
}

/// <summary>What an <see cref="AgentReport"/> comes to.</summary>
public enum AgentVerdict
{
    Up = AgentHealth.Up,
    Down = AgentHealth.Down,
    Fail = AgentHealth.Fail,
    Stopped = AgentHealth.Stopped,

    /// <summary>Drained by word or by a percentage of 0.</summary>
    Drain,

    Maint,
}
