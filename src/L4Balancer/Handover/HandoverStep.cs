namespace L4Balancer.Handover;

/// <summary>The steps of a handover, in their order; each is reached after its message was sent or received.</summary>
internal enum HandoverStep
{
    /// <summary>The two sides know each other.</summary>
    Greeted,

    /// <summary>The successor has what the predecessor knows, and its listening sockets.</summary>
    StateSent,

    /// <summary>The successor could serve.</summary>
    Ready,

    /// <summary>The predecessor accepts no client and moves no byte.</summary>
    Stopped,

    /// <summary>The successor has been sent all sessions.</summary>
    SessionsSent,

    /// <summary>The successor has everything.</summary>
    Prepared,

    /// <summary>The predecessor has given its sessions away.</summary>
    Committed,

    /// <summary>The successor begins to serve.</summary>
    Taken,

    /// <summary>Every session runs in the successor.</summary>
    Running,
}
