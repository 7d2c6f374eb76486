using L4Balancer.Core;
using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Native;

/// <summary>Requests from outside about the running sessions: each loop answers for its own.</summary>
internal sealed partial class NativeEngine
{
    // Cancelled at the end of the engine, after which no loop answers.
    private readonly CancellationTokenSource _ended = new();

    public async Task<SessionList> ListSessionsAsync(SessionFilter filter, CancellationToken cancellationToken)
    {
        var chosen = Array.ConvertAll(_workers, _ => new SessionSelection(filter));
        await WalkAllAsync(
            worker => session =>
            {
                if (session.Guard(static s => (SessionInfo?)s.Describe(), null) is { } info) chosen[worker].Offer(info);
                return true;
            },
            cancellationToken);
        foreach (var other in chosen.AsSpan(1)) chosen[0].Merge(other);
        return chosen[0].ToList();
    }

    public async Task<bool> CloseSessionAsync(ulong id, CloseReason reason, CancellationToken cancellationToken)
    {
        var isClosed = false;
        await WalkAllAsync(
            _ => session =>
            {
                if (session.Id != id) return true;
                isClosed = session.Guard(End, false);
                return false;
            },
            cancellationToken);
        return isClosed;

        bool End(NativeSession session)
        {
            session.End(reason);
            return true;
        }
    }

    public async Task<int> EndSessionsAsync(
        string pool, NetAddress backend, CloseReason reason, int max, TimeSpan ageMin = default,
        CancellationToken cancellationToken = default)
    {
        var ended = 0;

        // One loop after another: each may end at most as many sessions as the others have left.
        foreach (var worker in _workers)
        {
            if (ended == max) break;
            await WalkAsync(
                worker,
                session =>
                {
                    if (session.Age >= (long)ageMin.TotalMilliseconds && session.Guard(End, false)) ended++;
                    return ended < max;
                },
                cancellationToken);
        }

        return ended;

        bool End(NativeSession session) => session.EndIfServedBy(pool, backend, reason);
    }

    public async Task<int> EndSessionsAsync(
        SessionFilter filter, CloseReason reason, CancellationToken cancellationToken)
    {
        var found = await ListSessionsAsync(filter, cancellationToken);
        var ids = found.Sessions.Select(session => session.Id).ToHashSet();
        var ended = 0;
        if (ids.Count == 0) return 0;
        await WalkAllAsync(
            _ => session =>
            {
                if (ids.Contains(session.Id) && session.Guard(End, false)) Interlocked.Increment(ref ended);
                return true;
            },
            cancellationToken);
        return ended;

        bool End(NativeSession session)
        {
            if (!filter.Fits(session.Describe())) return false;
            session.End(reason);
            return true;
        }
    }

    public void EndSessions(string pool, NetAddress backend, CloseReason reason) =>
        EndOnAll(session => session.EndIfServedBy(pool, backend, reason));

    /// <summary>
    /// A client handed on by another loop is ended too: its loop received the client before this request, and handles
    /// both in that order.
    /// </summary>
    public void EndAllSessions(CloseReason reason) => EndOnAll(
        session =>
        {
            session.End(reason);
            return true;
        });

    public Task FlushBytesAsync(CancellationToken cancellationToken) => WalkAllAsync(
        static _ => static session =>
        {
            session.Guard(Count, false);
            return true;
        },
        cancellationToken);

    private static bool Count(NativeSession session)
    {
        session.CountBytes();
        return true;
    }

    /// <summary>Nobody waits for it; the count of running sessions shows which have ended.</summary>
    private void EndOnAll(Func<NativeSession, bool> end)
    {
        foreach (var worker in _workers)
        {
            SessionWalk.Begin(worker, session =>
            {
                session.Guard(end, false);
                return true;
            });
        }
    }

    private Task WalkAllAsync(Func<int, Func<NativeSession, bool>> lookOf, CancellationToken cancellationToken) =>
        Task.WhenAll(_workers.Select(worker => WalkAsync(worker, lookOf(worker.Index), cancellationToken)));

    /// <summary>Visits the sessions of one worker that are running now. Completes when all have been visited.</summary>
    internal async Task WalkAsync(
        NativeWorker worker, Func<NativeSession, bool> look, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
        either.Token.ThrowIfCancellationRequested();
        await SessionWalk.RunAsync(worker, look).WaitAsync(either.Token);
    }
}
