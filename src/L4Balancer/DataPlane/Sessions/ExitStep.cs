namespace L4Balancer.DataPlane.Sessions;

/// <summary>The steps of a session's exit, in this order; each releases something.</summary>
internal enum ExitStep
{
    /// <summary>No more events, timers or turns.</summary>
    Loop,

    /// <summary>The buffers and pipes of the relay.</summary>
    Relay,

    /// <summary>Both connections. Not for a departing session: its new owner has them.</summary>
    Sockets,

    /// <summary>The turn in a line; it goes to the next session.</summary>
    Line,

    /// <summary>The objects lent to the session while it connected, and a place that was picked and not used.</summary>
    Picks,

    /// <summary>The bytes not counted yet.</summary>
    Bytes,

    /// <summary>The place on the backend.</summary>
    Place,

    /// <summary>The places of the admission.</summary>
    Ticket,

    /// <summary>The end is counted. Not for a departing session, and neither are the next two steps.</summary>
    Count,

    /// <summary>The end is logged.</summary>
    Log,

    /// <summary>The end is reported to the observer.</summary>
    Report,

    /// <summary>The session object, and its entry among the running ones.</summary>
    Session,
}
