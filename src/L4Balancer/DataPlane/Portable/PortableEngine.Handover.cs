using System.Runtime.Versioning;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Portable;

/// <summary>What leaves this engine, and what arrives from another one.</summary>
internal sealed partial class PortableEngine
{
    public IReadOnlyList<HeldListener> HeldListeners => _listeners.Held;

    public RateMemory RateMemory => new(_services.Arrivals, _services.Rates, () => _listeners.Slots);

    public void Inherit(IEnumerable<InheritedListener> listeners) => _listeners.Inherit(listeners);

    public Task PauseAcceptingAsync() => _listeners.PauseAsync();

    public void GoOnAccepting() => _listeners.GoOn();

    [SupportedOSPlatform("linux")]
    public async Task<ISuspension> SuspendAsync()
    {
        await PauseAcceptingAsync();
        return new PortableSuspension(this, await LeaveAsync(_ => true, CancellationToken.None),
            _services.LastId);
    }

    public Task<IReadOnlyList<SessionAccount>> ConnectedAsync() => Task.FromResult<IReadOnlyList<SessionAccount>>(
        [.. _sessions.Keys.Select(session => session.ConnectedAccount).OfType<SessionAccount>()]);

    public ListenerCounters CountersOf(string listener) => _listeners.SlotOf(listener).Counters;

    public async Task<DepartedSession?> LeaveAsync(ulong id, CancellationToken cancellationToken)
    {
        foreach (var (session, _) in _sessions)
        {
            if (session.Id == id) return await session.LeaveAsync().WaitAsync(cancellationToken);
        }

        return null;
    }

    public async Task<IReadOnlyList<DepartedSession>> LeaveAsync(
        Predicate<ulong> isOne, CancellationToken cancellationToken)
    {
        var leaving = _sessions.Keys.Where(session => isOne(session.Id)).Select(session => session.LeaveAsync());
        var departed = await Task.WhenAll(leaving).WaitAsync(cancellationToken);
        return [.. departed.OfType<DepartedSession>()];
    }

    [SupportedOSPlatform("linux")]
    public Task ArriveAsync(IReadOnlyList<DepartedSession> sessions)
    {
        foreach (var departed in sessions)
        {
            var client = HandedConnection.TakeSocket(departed.Client);
            var server = departed.Server is { } handle ? HandedConnection.TakeSocket(handle) : null;
            var slot = _listeners.SlotOf(departed.Account.Terms.Listener.Name);
            Start(new PortableSession(_services, departed, slot, client, server));
        }

        return Task.CompletedTask;
    }

    public Task SkipIdsAsync(ulong number)
    {
        _services.SkipIds(number);
        return Task.CompletedTask;
    }
}
