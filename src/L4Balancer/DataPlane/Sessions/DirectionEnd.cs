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
}
