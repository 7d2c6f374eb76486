using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane;

/// <summary>
/// An implementation of the data plane: it accepts, picks from the table in force, connects, relays and ends sessions.
/// It reads the table and posts events; it knows neither files nor probes. The seam between the portable and the native
/// engine.
/// </summary>
public interface IForwardingEngine : ISessionEnding, IAsyncDisposable
{
    /// <summary>The word for it in the configuration.</summary>
    string Name { get; }

    /// <summary>It has event loops of its own, so whoever wants one beside it can have it too.</summary>
    bool IsNative { get; }

    SessionCounters Counters { get; }

    /// <summary>What each listener counted; those that left the configuration are no more among them.</summary>
    IReadOnlyList<ListenerCounters> Listeners { get; }

    /// <summary>The load of each event loop; none where the runtime has them.</summary>
    IReadOnlyList<LoopLoad> Loops { get; }

    /// <summary>Sessions now.</summary>
    int ActiveSessions { get; }

    /// <summary>
    /// Where the listeners listen: the addresses that the kernel gave, so that a port written as 0 can be found.
    /// </summary>
    IReadOnlyList<BoundListener> Bound { get; }

    /// <summary>
    /// Binds what <paramref name="listeners"/> needs and is not bound yet. Nothing that runs is touched, and no client
    /// is accepted on a new address, before the change is committed. Disposing the change without that closes what it
    /// bound.
    /// </summary>
    /// <exception cref="ListenerBindException">One or more addresses cannot be bound; nothing has changed.</exception>
    IListenerChange PrepareListeners(IReadOnlyList<ListenerConfig> listeners);

    /// <summary>
    /// Closes all listeners, for good; running sessions go on. Completes when the clients that waited in the kernel's
    /// queues have been accepted too: no session begins after that.
    /// </summary>
    Task StopAcceptingAsync();

    /// <summary>
    /// The running sessions that fit, in the order asked for. It looks at some of them at a time, so that no session
    /// waits for it.
    /// </summary>
    Task<SessionList> ListSessionsAsync(SessionFilter filter, CancellationToken cancellationToken);

    /// <summary>Ends one session; false when there is none of that number.</summary>
    Task<bool> CloseSessionAsync(ulong id, CloseReason reason, CancellationToken cancellationToken);

    /// <summary>
    /// Brings the bytes of the running sessions into the counters of listeners, pools and backends; they are counted at
    /// the end of a session otherwise. The relay pays nothing for it.
    /// </summary>
    Task FlushBytesAsync(CancellationToken cancellationToken);

    /// <summary>Ends all running sessions of one backend at once.</summary>
    void EndSessions(string pool, NetAddress backend, CloseReason reason);

    /// <summary>Ends all running sessions.</summary>
    void EndAllSessions(CloseReason reason);

    /// <summary>Completes when no session runs; only useful after <see cref="StopAcceptingAsync"/>.</summary>
    Task WaitForSessionsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// True when the engine proves, within the time given by <paramref name="cancellationToken"/>, that its event
    /// threads and its accept loops turn.
    /// </summary>
    Task<bool> IsTurningAsync(CancellationToken cancellationToken);
}

/// <summary>Listeners that are bound and wait for the table that names them.</summary>
public interface IListenerChange : IDisposable
{
    /// <summary>Accepts on the new addresses and closes the ones that are gone; their sessions go on.</summary>
    void Commit();
}

/// <summary>A listener's address as it is bound.</summary>
/// <param name="Listener">The listener's name.</param>
/// <param name="Configured">As the configuration has it.</param>
/// <param name="Actual">As the kernel has it.</param>
public sealed record BoundListener(string Listener, BindAddress Configured, NetAddress Actual);

/// <summary>Addresses that cannot be bound, each with its cause in an operator's words.</summary>
public sealed class ListenerBindException(IReadOnlyList<string> problems) : Exception(string.Join("; ", problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
