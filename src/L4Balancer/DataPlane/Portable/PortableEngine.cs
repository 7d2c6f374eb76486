using System.Collections.Concurrent;
using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// The engine for every system that runs .NET: managed sockets, and one System.IO.Pipelines pipe per direction. The
/// readable reference.
/// </summary>
internal sealed partial class PortableEngine : IForwardingEngine, IEngineHandover
{
    private readonly PortableServices _services;
    private readonly ConcurrentDictionary<PortableSession, Task> _sessions = new();
    private readonly EventThreadCheck _eventThreads = new();

    private readonly ListenerSet<PortableListener> _listeners;
    private int _active;

    public PortableEngine(PortableServices services)
    {
        _services = services;
        _listeners = new ListenerSet<PortableListener>(Bind, services.Arrivals);
    }

    public string Name => "portable";

    public bool IsNative => false;

    public SessionCounters Counters => _services.Counters;

    public IReadOnlyList<ListenerCounters> Listeners => _listeners.Counters;

    public IReadOnlyList<LoopLoad> Loops => [];

    public int ActiveSessions => Volatile.Read(ref _active);

    public AdmissionState Arrivals => _services.Arrivals;

    public IReadOnlyList<BoundListener> Bound => _listeners.Bound;

    public IListenerChange PrepareListeners(IReadOnlyList<ListenerConfig> listeners) => _listeners.Prepare(listeners);

    public Task StopAcceptingAsync() => _listeners.StopAsync();

    public void EndSessions(string pool, NetAddress backend, CloseReason reason)
    {
        foreach (var session in _sessions.Keys)
        {
            session.EndIfServedBy(pool, backend, reason);
        }
    }

    public void EndAllSessions(CloseReason reason)
    {
        foreach (var session in _sessions.Keys) _ = session.End(reason);
    }

    public Task WaitForSessionsAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_sessions.Values).WaitAsync(cancellationToken);

    public async Task<bool> IsTurningAsync(CancellationToken cancellationToken)
    {
        if (!await _eventThreads.PassesAsync(cancellationToken)) return false;
        foreach (var listener in _listeners.Current)
        {
            if (!await listener.IsTurningAsync(cancellationToken)) return false;
        }

        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAcceptingAsync();
        EndAllSessions(CloseReason.Shutdown);
        await Task.WhenAll(_sessions.Values);
        _services.Arrivals.Dispose();
        _eventThreads.Dispose();
    }

    private void Start(Socket client, ListenerSlot slot)
    {
        try
        {
            _services.Spares.Note(client.Handle);
            Start(new PortableSession(_services, client, AddressOf(client), slot));
        }
        catch (Exception e)
        {
            // A bug with one client must not end the accept loop.
            _services.ReportBug(e);
            client.Dispose();
        }
    }

    private void Start(PortableSession session)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _sessions[session] = done.Task;
        Interlocked.Increment(ref _active);
        _ = RunAsync(session, done);
    }

    private static ClientAddress AddressOf(Socket client)
    {
        try
        {
            return ClientAddress.Of(client.RemoteEndPoint);
        }
        catch (SocketException)
        {
            // The client is already gone, which its session will find out.
            return default;
        }
    }

    private async Task RunAsync(PortableSession session, TaskCompletionSource done)
    {
        try
        {
            await session.RunAsync();
        }
        catch (Exception e)
        {
            // It never throws; if it does anyway, no drain may wait for it forever.
            _services.ReportBug(e);
        }
        finally
        {
            _sessions.TryRemove(session, out _);
            Interlocked.Decrement(ref _active);
            done.SetResult();
        }
    }

    private (PortableListener? Bound, string? Cause) Bind(
        ListenerConfig config, BindAddress address, BindHow how)
    {
        try
        {
            var bound = how.Inherited is { } inherited && OperatingSystem.IsLinux()
                ? ListeningSocket.Inherit(inherited)
                : [ListeningSocket.Bind(config, address, how.IsBeside, _services.Log)];
            var listener = new PortableListener(_services, address, bound, config, Start);
            if (how.Inherited?.Options is { } options) listener.Options = options;
            return (listener, null);
        }
        catch (SocketException e)
        {
            return (null, ConnectErrors.Describe(address.Address, e.SocketErrorCode));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, e.Message);
        }
    }
}
