namespace L4Balancer.DataPlane.Native;

/// <summary>How a turn of a direction ended.</summary>
internal enum PumpEnd : byte
{
    /// <summary>Nothing more to do until an event comes.</summary>
    Wait,

    /// <summary>There is more to do, but the turn is used up.</summary>
    TurnOver,

    /// <summary>There may be more to read, but the tokens of its rate limit are spent.</summary>
    Throttled,

    /// <summary>The source ended with FIN, and every byte was passed on.</summary>
    Finished,

    /// <summary>The source is gone, and every byte from before it was passed on.</summary>
    SourceReset,

    /// <summary>The target accepts nothing more.</summary>
    TargetGone,

    /// <summary>The source's machine no longer answers, and every byte from before that was passed on.</summary>
    SourceDead,

    /// <summary>The target's machine no longer answers.</summary>
    TargetDead,

    /// <summary>What was read, and is held, is for another backend.</summary>
    Elsewhere,
}
