using L4Balancer.Core;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Native;

/// <summary>What is asked of the running sessions from outside: each loop answers for its own.</summary>
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
                chosen[worker].Offer(session.Describe());
                return true;
            },
            cancellationToken);
        foreach (var other in chosen.AsSpan(1)) chosen[0].Merge(other);
        return chosen[0].ToList();
    }

    public async Task<bool> CloseSessionAsync(ulong id, CloseReason reason, CancellationToken cancellationToken)
    {
        var isClosed = false;
        if (SessionIds.LoopOf(id) is var loop && loop >= _workers.Length) return false;
        await WalkAsync(
            _workers[loop],
            session =>
            {
                if (session.Id != id) return true;
                session.End(reason);
                isClosed = true;
                return false;
            },
            cancellationToken);
        return isClosed;
    }

    public async Task<int> EndSessionsAsync(
        string pool, NetAddress backend, CloseReason reason, int max, TimeSpan ageMin = default,
        CancellationToken cancellationToken = default)
    {
        var ended = 0;

        // One loop after the other: none may end more than the others have left.
        foreach (var worker in _workers)
        {
            if (ended == max) break;
            await WalkAsync(
                worker,
                session =>
                {
                    if (session.Age >= (long)ageMin.TotalMilliseconds && session.EndIfServedBy(pool, backend, reason))
                        ended++;
                    return ended < max;
                },
                cancellationToken);
        }

        return ended;
    }

    public Task FlushBytesAsync(CancellationToken cancellationToken) => WalkAllAsync(
        static _ => static session =>
        {
            session.CountBytes();
            return true;
        },
        cancellationToken);

    private Task WalkAllAsync(Func<int, Func<NativeSession, bool>> lookOf, CancellationToken cancellationToken) =>
        Task.WhenAll(_workers.Select(worker => WalkAsync(worker, lookOf(worker.Index), cancellationToken)));

    private async Task WalkAsync(
        NativeWorker worker, Func<NativeSession, bool> look, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
        either.Token.ThrowIfCancellationRequested();
        await SessionWalk.RunAsync(worker, look).WaitAsync(either.Token);
    }
}
