using L4Balancer.Core;
using L4Balancer.Core.Control;
using L4Balancer.Core.Table;

namespace L4Balancer.Control;

/// <summary>Once per interval, posts how the sessions of the pools with <c>rebalance</c> are spread.</summary>
internal sealed class BalanceSampler(TableHolder table, Func<ControlEvent, ValueTask> post, TimeProvider time)
{
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Limits.RebalanceInterval, time);
        while (await timer.WaitForNextTickAsync(stop))
        {
            foreach (var pool in table.Current.Pools.Values)
            {
                if (pool.Config.Rebalance is not null) await post(BalanceSeen.Of(pool)).AsTask().WaitAsync(stop);
            }
        }
    }
}
