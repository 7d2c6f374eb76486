using L4Balancer.Core.Config;
using L4Balancer.Core.Health;

namespace L4Balancer.Probes;

/// <summary>From what the configuration wants to the probe that does it.</summary>
internal static class ProbeFactory
{
    public static IProbe Create(ProbeSpec spec) => spec.Type switch
    {
        ProbeKind.Tcp when spec.Send is null && spec.Expect is null => new ConnectProbe(),
        ProbeKind.Tcp => new SendExpectProbe(spec.Send, spec.Expect),
        _ => throw new ArgumentOutOfRangeException(nameof(spec), spec.Type, "This kind is not probed."),
    };
}
