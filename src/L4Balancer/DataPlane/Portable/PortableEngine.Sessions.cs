using L4Balancer.Core;
using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Portable;

/// <summary>Requests from outside about the running sessions; handled on the caller's thread.</summary>
internal sealed partial class PortableEngine
{
    public Task<SessionList> ListSessionsAsync(SessionFilter filter, CancellationToken cancellationToken)
    {
        var selection = new SessionSelection(filter);
        foreach (var (session, _) in _sessions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (session.Describe() is { } info) selection.Offer(info);
        }

        return Task.FromResult(selection.ToList());
    }

    public Task<bool> CloseSessionAsync(ulong id, CloseReason reason, CancellationToken cancellationToken)
    {
        foreach (var (session, _) in _sessions)
        {
            if (session.Id == id) return Task.FromResult(session.End(reason));
        }

        return Task.FromResult(false);
    }

    public Task<int> EndSessionsAsync(
        string pool, NetAddress backend, CloseReason reason, int max, TimeSpan ageMin = default,
        CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var ended = 0;

        // Ages are whole milliseconds: with a fraction, a session accepted just before that age would be too young.
        var milliseconds = TimeSpan.FromMilliseconds((long)ageMin.TotalMilliseconds);
        foreach (var (session, _) in _sessions)
        {
            if (ended == max) break;
            if (session.Age >= milliseconds && session.EndIfServedBy(pool, backend, reason)) ended++;
        }

        return Task.FromResult(ended);
    }

    public async Task<int> EndSessionsAsync(
        SessionFilter filter, CloseReason reason, CancellationToken cancellationToken)
    {
        var found = await ListSessionsAsync(filter, cancellationToken);
        var ids = found.Sessions.Select(session => session.Id).ToHashSet();
        var ended = 0;
        foreach (var (session, _) in _sessions)
        {
            if (!ids.Contains(session.Id) || session.Describe() is not { } info || !filter.Fits(info)) continue;
            if (session.End(reason)) ended++;
        }

        return ended;
    }

    public Task FlushBytesAsync(CancellationToken cancellationToken)
    {
        foreach (var (session, _) in _sessions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            session.CountBytes();
        }

        return Task.CompletedTask;
    }
}
