using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane;

/// <summary>
/// An implementation of the data plane: it accepts, picks from the table in force, connects, relays and ends sessions.
/// It reads the table and posts events; it knows neither files nor probes. The seam between the portable and the native
/// engine.
/// </summary>
public interface IForwardingEngine : IAsyncDisposable
{
    /// <summary>The word for it in the configuration.</summary>
    string Name { get; }

    SessionCounters Counters { get; }

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

    /// <summary>Ends the running sessions of one backend with RST to both sides.</summary>
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
