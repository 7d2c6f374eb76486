using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using L4Balancer.Probes.Managed;
using L4Balancer.Probes.Native;
using L4Balancer.Sockets;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Probes;

/// <summary>
/// Sends each target to the runner that knows its kind of probe: TCP probes to the event loop where there is one, all
/// others to tasks.
/// </summary>
internal sealed class ProbeRunners(IProbeRunner tcp, IProbeRunner others) : IProbeRunner
{
    /// <param name="isNative">Epoll can be used here, and the operator did not ask for managed sockets.</param>
    /// <param name="spares">Those of the process: while they are not held, no probe is sent.</param>
    /// <param name="post">Takes the outcomes. It may complete later, but must not block.</param>
    public static ProbeRunners Create(
        bool isNative, Func<ControlEvent, ValueTask> post, SpareDescriptors spares, TimeProvider time, ILogger log)
    {
        var managed = new ManagedProbes(
            post, time, log, spec => new SparingProbe(ProbeFactory.Create(spec), spares));
        return new ProbeRunners(
            isNative && OperatingSystem.IsLinux() ? new NativeProbes(post, spares, time, log) : managed, managed);
    }

    public IScheduledProbe Add(ProbeTarget target, TimeSpan timeout) =>
        (target.Spec.Type == ProbeKind.Tcp ? tcp : others).Add(target, timeout);

    public void Dispose()
    {
        tcp.Dispose();
        others.Dispose();
    }
}
