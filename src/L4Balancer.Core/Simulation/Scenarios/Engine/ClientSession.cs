using L4Balancer.Core.Policies;
using L4Balancer.Core.Table;

namespace L4Balancer.Core.Simulation.Scenarios.Engine;

/// <summary>
/// A session of a simulation: a slot of <see cref="SessionTable"/>, used by one session after another.
/// </summary>
internal struct ClientSession
{
    /// <summary>The picks so far.</summary>
    public PickContext Context;

    /// <summary>Of the table that the session read when it began.</summary>
    public PoolView Pool;

    /// <summary>The backend on which it holds a place; null if none.</summary>
    public BackendView? Backend;

    /// <summary>Its turn in the line of the pool, while it is in it; null until a session of this slot was.</summary>
    public PlaceInLine? Place;

    /// <summary>How much work its questions are, whichever server answers them.</summary>
    public SplitMix64 Demands;

    /// <summary>Since when the client waits: since it came, or since its latest question.</summary>
    public long WaitsSince;

    /// <summary>When the connect, or the wait for its answer or for a place, began.</summary>
    public long Since;

    /// <summary>When it is refused if it still waits for a place; 0 before its first such wait.</summary>
    public long WaitUntil;

    /// <summary>While it is served: when the answer is ready. While its server stands still: how long it still takes.
    /// </summary>
    public long ReadyAt;

    /// <summary>Recognises the deadline of the question; 0 while nothing is asked.</summary>
    public uint Question;

    /// <summary>Its client; -1 in open arrivals.</summary>
    public int Client;

    /// <summary>The server of its last pick; -1 if none.</summary>
    public int Server;

    public int QuestionsLeft;

    /// <summary>Connects begun in this tier.</summary>
    public int Attempts;

    /// <summary>How often it still looks whether another tier took over.</summary>
    public int LooksLeft;

    /// <summary>Changes with every step, so that events planned before it are recognised.</summary>
    public int Stamp;

    /// <summary>Neighbours among the sessions of its server; for a free slot, <see cref="Next"/> is the next free one.
    /// </summary>
    public int Next;
    public int Previous;

    public SessionStep Step;

    /// <summary>Whether it once waited too long.</summary>
    public bool IsHung;
}

/// <summary>Where a session is.</summary>
internal enum SessionStep : byte
{
    Free,

    /// <summary>It has no backend yet.</summary>
    Arrived,

    /// <summary>In the line of the pool, called or not.</summary>
    Waiting,
    Connecting,

    /// <summary>In the server's queue.</summary>
    Queued,

    /// <summary>A core works on its answer.</summary>
    Served,

    /// <summary>It has its answer, and asks again later.</summary>
    Pausing,

    /// <summary>Every backend of the tier failed, and another tier may take over.</summary>
    Looking,

    /// <summary>The client has gone; the core still works on its answer.</summary>
    Abandoned,
}
