namespace L4Balancer.DataPlane.Admission;

/// <summary>What an accept loop does about a failed accept.</summary>
internal enum AcceptFault
{
    /// <summary>The listening socket is gone: stop, and say so unless it was closed on purpose.</summary>
    Fatal,

    /// <summary>
    /// The system is short of file descriptors or memory: pause, for the waiting connection stays in the queue and
    /// would spin us.
    /// </summary>
    Pressure,

    /// <summary>That one connection failed before it was accepted: count it, go on.</summary>
    Peer,
}
