namespace L4Balancer.Bench.Soak.Sides;

/// <summary>What the two ends of a session do until they are told to finish.</summary>
internal enum StreamKind : byte
{
    /// <summary>Nothing after the greeting.</summary>
    Idle,

    /// <summary>A request and its answer, again and again; shows for how long a client waits.</summary>
    Chatty,

    /// <summary>A steady stream each way, in pieces that are small enough to be copied.</summary>
    Copied,

    /// <summary>A steady stream each way, in pieces that are large enough to be spliced.</summary>
    Spliced,

    /// <summary>The backend sends as much as it can, and the client reads slowly: every buffer is full.</summary>
    SlowReader,

    /// <summary>The client has sent FIN, and the backend goes on.</summary>
    ClientEnded,

    /// <summary>The backend has sent FIN, and the client goes on.</summary>
    BackendEnded,

    /// <summary>The client has sent half of a PROXY header; each round completes them and begins others.</summary>
    Preread,

    /// <summary>The client has sent nothing, and gets a backend when it does.</summary>
    Silent,

    /// <summary>The pool is full, and the client waits for a place.</summary>
    Waiting,

    /// <summary>It is opened and finished at once; one after another, so that some fall into a handover.</summary>
    Brief,
}
