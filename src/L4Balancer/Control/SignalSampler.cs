using L4Balancer.Core;
using L4Balancer.Core.Control;
using L4Balancer.Core.Table;

namespace L4Balancer.Control;

/// <summary>
/// Once per interval, reads the counters of the pools whose weights follow measurements, and posts them to the control
/// loop. The reducer forms differences, so an interval that was late is only longer.
/// </summary>
internal sealed class SignalSampler(TableHolder table, Func<ControlEvent, ValueTask> post, TimeProvider time)
{
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Limits.MeasuringInterval, time);
        while (await timer.WaitForNextTickAsync(stop))
        {
            foreach (var pool in table.Current.Pools.Values)
            {
                if (pool.Config.IsMeasured) await post(SignalsRead.Of(pool)).AsTask().WaitAsync(stop);
            }
        }
    }
}
