using L4Balancer.Core.Counters;
using L4Balancer.Core.Policies;
using L4Balancer.Core.Table;

namespace L4Balancer.Core.Simulation;

/// <summary>A session of <see cref="SimulatedSessions"/>.</summary>
/// <param name="onCalled">A place may be free for it.</param>
internal sealed class SimulatedSession(Action<SimulatedSession> onCalled) : Waiter
{
    public PickContext Context;

    public PoolView Pool { get; private set; } = null!;

    /// <summary>The backends that were eligible, by the model, when the session read the table.</summary>
    public HashSet<NetAddress> Allowed { get; private set; } = [];

    public HashSet<NetAddress> Tried { get; } = [];

    public BackendView? Backend { get; set; }

    public bool IsWaiting => Line is not null;

    /// <summary>When it is refused if it still waits for a place; null before its first such wait.</summary>
    public TimeSpan? WaitUntil { get; set; }

    /// <summary>Its waits so far: recognises what was planned for an earlier one.</summary>
    public int Waits { get; set; }

    public TimeSpan Patience => Pool.Config.Queue?.Timeout ?? TimeSpan.Zero;

    public bool MayWait(PickResult lacking) => QueueRule.MayWait(lacking, Patience, WaitUntil is not null);

    /// <summary>It reads the table: any backend may be tried.</summary>
    public void Read(PoolView pool, PickContext context, HashSet<NetAddress> allowed)
    {
        (Pool, Context, Allowed) = (pool, context, allowed);
        Tried.Clear();
    }

    public override void Wake() => onCalled(this);
}
