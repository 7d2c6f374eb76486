namespace L4Balancer.DataPlane.Sessions;

/// <summary>How one direction of a session ended.</summary>
internal enum DirectionEnd
{
    /// <summary>The source ended it with FIN; every byte was passed on, the FIN not yet.</summary>
    Finished,

    /// <summary>The source sent RST; every byte from before it was passed on.</summary>
    SourceReset,

    /// <summary>The target accepts nothing more: it sent RST, or closed and then got bytes.</summary>
    TargetGone,

    /// <summary>The source's machine no longer answers; every byte from before that was passed on.</summary>
    SourceDead,

    /// <summary>The target's machine no longer answers.</summary>
    TargetDead,
}
