using System.Collections.Immutable;
using L4Balancer.Core.Sessions;
using L4Balancer.Core.Table;

namespace L4Balancer.Core.Control;

/// <summary>The sessions of a pool with <c>rebalance</c>, read every <see cref="Limits.RebalanceInterval"/>.</summary>
/// <param name="Active">The running sessions of each backend.</param>
/// <param name="Connected">Sessions that were ever connected to a backend of the pool.</param>
/// <param name="Ended">Sessions that rebalancing has ended.</param>
public sealed record BalanceSeen(
    string Pool, ImmutableDictionary<NetAddress, int> Active, long Connected, long Ended) : Observation
{
    /// <summary>Reads the counters of a pool.</summary>
    public static BalanceSeen Of(PoolView pool)
    {
        var active = ImmutableDictionary.CreateBuilder<NetAddress, int>();
        var connected = 0L;
        foreach (var (address, counters) in pool.AllCounters)
        {
            active[address] = counters.Active;
            connected += counters.ConnectTimes.Total;
        }

        var ended = pool.Counters.Ended(CloseReason.Rebalanced);
        return new BalanceSeen(pool.Config.Name, active.ToImmutable(), connected, ended);
    }
}
