using L4Balancer.Core;
using L4Balancer.Core.Health;
using L4Balancer.Sockets;

namespace L4Balancer.Probes.Managed;

/// <summary>A probe that waits while the process is short of descriptors: the last ones are not for it.</summary>
internal sealed class SparingProbe(IProbe probe, SpareDescriptors spares) : IProbe
{
    public Task<ProbeOutcome> RunAsync(NetAddress address, CancellationToken cancellationToken) =>
        spares.TryHold()
            ? probe.RunAsync(address, cancellationToken)
            : throw new LocalShortageException("out of file descriptors");
}
