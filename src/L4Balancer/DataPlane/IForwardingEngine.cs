using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane;

/// <summary>
/// An implementation of the data plane: it accepts clients, picks from the table in force, connects, relays and ends
/// sessions. It reads the table and posts events; it knows nothing of files or probes. The seam between the portable
/// and the native engine.
/// </summary>
public interface IForwardingEngine : ISessionEnding, IAsyncDisposable
{
    /// <summary>Its name in the configuration.</summary>
    string Name { get; }

    /// <summary>True if it has event loops of its own and they can run on this system.</summary>
    bool IsNative { get; }

    SessionCounters Counters { get; }

    /// <summary>The counters of each listener; listeners that left the configuration are no longer included.</summary>
    IReadOnlyList<ListenerCounters> Listeners { get; }

    /// <summary>The load of each event loop; empty where the runtime owns the loops.</summary>
    IReadOnlyList<LoopLoad> Loops { get; }

    /// <summary>Current sessions.</summary>
    int ActiveSessions { get; }

    /// <summary>The limits of arriving clients that all listeners share.</summary>
    AdmissionState Arrivals { get; }

    /// <summary>
    /// The addresses of the listeners as reported by the kernel, so that a port configured as 0 can be found.
    /// </summary>
    IReadOnlyList<BoundListener> Bound { get; }

    /// <summary>
    /// Binds the addresses of <paramref name="listeners"/> that are not bound yet. Running listeners are not touched,
    /// and no client is accepted on a new address, before the change is committed. Disposing the change without a
    /// commit closes what it bound.
    /// </summary>
    /// <exception cref="ListenerBindException">One or more addresses cannot be bound; nothing has changed.</exception>
    IListenerChange PrepareListeners(IReadOnlyList<ListenerConfig> listeners);

    /// <summary>
    /// Closes all listeners for good; running sessions continue. Completes when the clients in the kernel's queues have
    /// been accepted too: no session starts after that.
    /// </summary>
    Task StopAcceptingAsync();

    /// <summary>
    /// The running sessions that match, in the requested order. It visits a few of them at a time, so that no session
    /// has to wait.
    /// </summary>
    Task<SessionList> ListSessionsAsync(SessionFilter filter, CancellationToken cancellationToken);

    /// <summary>Ends one session; false if no session has that ID.</summary>
    Task<bool> CloseSessionAsync(ulong id, CloseReason reason, CancellationToken cancellationToken);

    /// <summary>
    /// Adds the bytes of the running sessions to the counters of listeners, pools and backends; otherwise they are
    /// counted at the end of a session. It costs the relay nothing.
    /// </summary>
    Task FlushBytesAsync(CancellationToken cancellationToken);

    /// <summary>Ends all running sessions of one backend immediately.</summary>
    void EndSessions(string pool, NetAddress backend, CloseReason reason);

    /// <summary>Ends all running sessions.</summary>
    void EndAllSessions(CloseReason reason);

    /// <summary>Completes when no session is running; only useful after <see cref="StopAcceptingAsync"/>.</summary>
    Task WaitForSessionsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// True when the engine proves, before <paramref name="cancellationToken"/> is cancelled, that its event threads
    /// and accept loops are running.
    /// </summary>
    Task<bool> IsTurningAsync(CancellationToken cancellationToken);
}

/// <summary>Listeners that are bound and waiting for the table that contains them.</summary>
public interface IListenerChange : IDisposable
{
    /// <summary>Starts accepting on the new addresses and closes the removed ones; their sessions continue.</summary>
    void Commit();
}

/// <summary>A bound address of a listener.</summary>
/// <param name="Listener">The listener's name.</param>
/// <param name="Configured">The address as configured.</param>
/// <param name="Actual">The address as reported by the kernel.</param>
public sealed record BoundListener(string Listener, BindAddress Configured, NetAddress Actual);

/// <summary>Thrown when addresses cannot be bound; each problem has its cause in an operator's words.</summary>
public sealed class ListenerBindException(IReadOnlyList<string> problems) : Exception(string.Join("; ", problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
