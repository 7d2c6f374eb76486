using L4Balancer.Core.Config;

namespace L4Balancer.Tests.Support;

/// <summary>The engines of a daemon and of its successors, in their order.</summary>
internal sealed record UpgradePath(params IReadOnlyList<EngineKind> Engines)
{
    /// <summary>The paths that every test of real servers goes.</summary>
    public static IEnumerable<UpgradePath> All =>
    [
        new(EngineKind.Native, EngineKind.Native, EngineKind.Portable),
        new(EngineKind.Portable, EngineKind.Portable, EngineKind.Native),
    ];

    public EngineKind First => Engines[0];

    public IEnumerable<EngineKind> Upgrades => Engines.Skip(1);

    public override string ToString() => string.Join('-', Engines);
}
