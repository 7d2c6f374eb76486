using System.Collections.Concurrent;
using System.Runtime.Versioning;
using L4Balancer.Background;
using L4Balancer.Core.Health;
using L4Balancer.Sockets.Native;

namespace L4Balancer.Probes.Native;

/// <summary>
/// Runs TCP probes on an event loop with its own thread, so that a busy data plane does not delay probes and probes do
/// not delay sessions. This part is called by the control loop; its orders reach the loop through a queue, in order.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class NativeProbes : IProbeRunner
{
    private readonly ConcurrentQueue<(NativeProbe Probe, TimeSpan? Delay)> _orders = new();
    private readonly ProbeLoop _loop;
    private readonly ProbeServices _services;
    private readonly Action _obey;
    private Thread? _thread; // Control loop only; null until there is something to probe.
    private int _isObeying; // 1 from the post of _obey to its run; any thread.

    public NativeProbes(ProbeServices services)
    {
        (_services, _loop) = (services, new ProbeLoop(services));
        _obey = Obey;
    }

    public IScheduledProbe Add(ProbeTarget target, TimeSpan timeout)
    {
        // Failures of a probe are caught there. If anything else ended the loop, no backend would be probed.
        _thread ??= _services.Background.StartThread("probes", OnFault.EndProcess, _loop.Events.Run);
        return new NativeProbe(this, _loop, target, KernelAddress.Of(target.Address), timeout);
    }

    /// <summary>
    /// Starts a probe after the delay; null forgets the target. Any thread. There are at most a few orders per outcome,
    /// so the queue is bounded by the targets.
    /// </summary>
    public void Order(NativeProbe probe, TimeSpan? delay)
    {
        _orders.Enqueue((probe, delay));
        if (Interlocked.Exchange(ref _isObeying, 1) == 0) _loop.Events.Post(_obey);
    }

    public void Dispose()
    {
        _loop.Events.Stop();
        _thread?.Join();
        _loop.Dispose();
    }

    private void Obey()
    {
        // Before the queue is read: orders from now on post again.
        Interlocked.Exchange(ref _isObeying, 0);
        while (_orders.TryDequeue(out var order))
        {
            try
            {
                order.Probe.Obey(order.Delay);
            }
            catch (Exception e)
            {
                // One order must not hold up the others.
                _services.ReportBug(e);
            }
        }
    }
}
