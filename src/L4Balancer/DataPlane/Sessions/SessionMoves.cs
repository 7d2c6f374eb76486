using L4Balancer.Background;
using L4Balancer.Core.Control;
using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>
/// Ends the sessions that rebalancing asks for. One request of a backend at a time: while one is being carried out, the
/// next is dropped, because the reducer asks again. Any thread.
/// </summary>
public sealed class SessionMoves(ISessionEnding sessions, BackgroundWork background, CancellationToken stop)
{
    private readonly Lock _sync = new();
    private readonly HashSet<(string Pool, Core.NetAddress Backend)> _running = []; // Guarded by the lock.

    public void Begin(RebalanceSessions wanted)
    {
        var key = (wanted.Pool, wanted.Address);
        lock (_sync)
        {
            if (!_running.Add(key)) return;
        }

        background.Start("rebalance", OnFault.GoOn, () => RunAsync(wanted), () => Forget(key), stop: stop);
    }

    private async Task RunAsync(RebalanceSessions wanted)
    {
        // The caller decides for all pools, and finding the sessions may take a while.
        await Task.Yield();
        var filter = new SessionFilter
        {
            Pool = wanted.Pool,
            Backend = wanted.Address,
            AgeMin = wanted.MinAge,
            IdleMin = wanted.Quiet,
            Rest = wanted.MustRest ? SessionRest.Idle : null,
            Rank = SessionRank.Idle,
            Limit = wanted.Max,
        };
        await sessions.EndSessionsAsync(filter, CloseReason.Rebalanced, stop);
        Forget((wanted.Pool, wanted.Address));
    }

    private void Forget((string Pool, Core.NetAddress Backend) key)
    {
        lock (_sync) _running.Remove(key);
    }
}
