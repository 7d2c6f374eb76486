namespace L4Balancer.Sockets;

/// <summary>How an accept loop handles a failed accept.</summary>
internal enum AcceptFault
{
    /// <summary>The listening socket is gone: stop, and report it unless it was closed on purpose.</summary>
    Fatal,

    /// <summary>
    /// The system is short of file descriptors or memory: pause, because the pending connection stays in the queue and
    /// the loop would spin.
    /// </summary>
    Pressure,

    /// <summary>That single connection failed before it was accepted: count it and continue.</summary>
    Peer,
}
