using L4Balancer.Background;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;

namespace L4Balancer.Probes.Managed;

/// <summary>From what the configuration wants to the probe that does it.</summary>
internal static class ProbeFactory
{
    public static IProbe Create(ProbeSpec spec, BackgroundWork background) => spec.Type switch
    {
        ProbeKind.Tcp => new TcpProbe(spec, background),
        _ => throw new ArgumentOutOfRangeException(nameof(spec), spec.Type, "This kind is not probed."),
    };
}
