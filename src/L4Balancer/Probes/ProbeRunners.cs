using L4Balancer.Core.Health;
using L4Balancer.Probes.Managed;
using L4Balancer.Probes.Native;

namespace L4Balancer.Probes;

/// <summary>
/// Passes each target to the runner for its kind of probe: TCP probes to the event loop where there is one, all others
/// to tasks.
/// </summary>
internal sealed class ProbeRunners(IProbeRunner tcp, IProbeRunner others) : IProbeRunner
{
    /// <param name="isNative">Epoll can be used here, and the operator has not requested managed sockets.</param>
    public static ProbeRunners Create(bool isNative, ProbeServices services)
    {
        var managed = new ManagedProbes(services);
        return new ProbeRunners(
            isNative && OperatingSystem.IsLinux() ? new NativeProbes(services) : managed, managed);
    }

    /// <summary>Why this process cannot run such a probe, in an operator's words; null if it can.</summary>
    public static string? WhyNot(ProbeSpec spec) =>
        spec is NoProbeSpec || ProbeFactory.CanCreate(spec) ? null : "backends cannot be probed like this here";

    public IScheduledProbe Add(ProbeTarget target, TimeSpan timeout) =>
        (target.Spec is TcpProbeSpec or SendExpectProbeSpec ? tcp : others).Add(target, timeout);

    public void Dispose()
    {
        tcp.Dispose();
        others.Dispose();
    }
}
