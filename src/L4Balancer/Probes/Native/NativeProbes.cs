using System.Collections.Concurrent;
using System.Runtime.Versioning;
using L4Balancer.Background;
using L4Balancer.Core.Health;
using L4Balancer.Sockets.Native;

namespace L4Balancer.Probes.Native;

/// <summary>
/// Runs TCP probes on an event loop with a thread of its own, so that neither a busy data plane delays a probe nor
/// probes delay a session. This side of it is called by the control loop; what is asked for goes to the loop through a
/// queue, in order.
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
        // What fails in a probe is caught there. Whatever else ends the loop leaves no backend probed.
        _thread ??= _services.Background.StartThread("probes", OnFault.EndProcess, _loop.Events.Run);
        return new NativeProbe(this, _loop, target, KernelAddress.Of(target.Address), timeout);
    }

    /// <summary>
    /// Begins a probe after the delay; null forgets the target. Any thread. There are at most a few orders for each
    /// outcome, so the queue is bounded by the targets.
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
        // Before the queue is read: what is ordered from now on posts again.
        Interlocked.Exchange(ref _isObeying, 0);
        while (_orders.TryDequeue(out var order))
        {
            try
            {
                order.Probe.Obey(order.Delay);
            }
            catch (Exception e)
            {
                // The other orders must not wait for the next one.
                _services.ReportBug(e);
            }
        }
    }
}
