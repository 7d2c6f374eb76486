using L4Balancer.Core.Config;
using L4Balancer.Core.Health;

namespace L4Balancer.Probes.Managed;

/// <summary>From what the configuration wants to the probe that does it.</summary>
internal static class ProbeFactory
{
    public static IProbe Create(ProbeSpec spec) => spec.Type switch
    {
        ProbeKind.Tcp => new TcpProbe(spec),
        _ => throw new ArgumentOutOfRangeException(nameof(spec), spec.Type, "This kind is not probed."),
    };
}
