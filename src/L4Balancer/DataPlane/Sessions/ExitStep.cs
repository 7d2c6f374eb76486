namespace L4Balancer.DataPlane.Sessions;

/// <summary>What the exit of a session gives back, in this order.</summary>
internal enum ExitStep
{
    /// <summary>No event, timer or turn comes any more.</summary>
    Loop,

    /// <summary>Buffers and pipes of the relay.</summary>
    Relay,

    /// <summary>Both connections. Not of a session that leaves: whoever takes it over has them.</summary>
    Sockets,

    /// <summary>The turn in a line; it goes to the next one.</summary>
    Line,

    /// <summary>What was lent to the session while it connected, and a place that was picked and not used.</summary>
    Picks,

    /// <summary>The bytes that were not counted yet.</summary>
    Bytes,

    /// <summary>The place on the backend.</summary>
    Place,

    /// <summary>The places of the admission.</summary>
    Ticket,

    /// <summary>The end is counted. Not of a session that leaves, and neither are the next two steps.</summary>
    Count,

    /// <summary>The end is logged.</summary>
    Log,

    /// <summary>The end is reported to the observer.</summary>
    Report,

    /// <summary>The session's own object, and its place among the running ones.</summary>
    Session,
}
