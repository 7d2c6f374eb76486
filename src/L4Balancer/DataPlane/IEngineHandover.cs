using System.Runtime.InteropServices;
using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane;

/// <summary>
/// An engine whose listening sockets and sessions can go on in another engine, of this process or of another, of
/// either kind.
/// </summary>
internal interface IEngineHandover
{
    /// <summary>The listening sockets, in use.</summary>
    IReadOnlyList<HeldListener> HeldListeners { get; }

    /// <summary>
    /// Sockets that another process hands over: they serve the addresses that they are bound to, once these are
    /// configured. Nothing is accepted before <see cref="GoOnAccepting"/>. Before the first listeners are prepared.
    /// </summary>
    void Inherit(IEnumerable<InheritedListener> listeners);

    /// <summary>
    /// Accepts no more clients for now, who wait in the kernel's queues. Completes when no accept is in progress.
    /// </summary>
    Task PauseAcceptingAsync();

    /// <summary>Accepts again after a pause; nothing changes if it was not paused.</summary>
    void GoOnAccepting();

    /// <summary>The accounts of the sessions that have a backend now. They go on.</summary>
    Task<IReadOnlyList<SessionAccount>> ConnectedAsync();

    /// <summary>Accepts no more clients, and stops all sessions between two of their turns.</summary>
    Task<ISuspension> SuspendAsync();

    /// <summary>
    /// Takes a session out without its peers noticing: nothing is closed, reset or counted as an end, and everything it
    /// holds in the engine is released.
    /// </summary>
    /// <returns>Null if no session has this ID, or if it ended first.</returns>
    Task<DepartedSession?> LeaveAsync(ulong id, CancellationToken cancellationToken);

    /// <summary>Takes out all sessions with such IDs; if that is all of them, while nothing is accepted.</summary>
    Task<IReadOnlyList<DepartedSession>> LeaveAsync(Predicate<ulong> isOne, CancellationToken cancellationToken);

    /// <summary>
    /// Goes on with sessions that have left an engine; owns their connections from here on. A session that relayed
    /// takes its place again on the terms it has, whatever the limits are now; one without a backend picks anew.
    /// Completes when each of them runs or has ended.
    /// </summary>
    Task ArriveAsync(IReadOnlyList<DepartedSession> sessions);

    /// <summary>The counters of a listener, configured or not, for sessions that arrive.</summary>
    ListenerCounters CountersOf(string listener);

    /// <summary>The token buckets, and the sources of clients.</summary>
    RateMemory RateMemory { get; }

    /// <summary>New sessions get IDs with higher numbers than this; before anything is accepted.</summary>
    Task SkipIdsAsync(ulong number);
}

/// <summary>The listening sockets of an address, which belong to its engine.</summary>
/// <param name="Listener">The name of the listener.</param>
/// <param name="Bind">The address as configured.</param>
/// <param name="Options">Those of its sockets.</param>
internal sealed record HeldListener(
    string Listener, BindAddress Bind, ListenSocketConfig Options, IReadOnlyList<SafeHandle> Sockets);
