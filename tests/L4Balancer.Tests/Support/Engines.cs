using L4Balancer.Core.Config;

namespace L4Balancer.Tests.Support;

/// <summary>An engine and its relay, named as in the configuration.</summary>
internal sealed record TestedEngine(EngineKind Engine, RelayKind Relay)
{
    public static TestedEngine Portable { get; } = new(EngineKind.Portable, RelayKind.Adaptive);

    /// <summary>The default of the configuration.</summary>
    public static TestedEngine Native { get; } = new(EngineKind.Native, RelayKind.Adaptive);

    public bool IsNative => Engine == EngineKind.Native;

    public static TestedEngine Parse(string text)
    {
        var words = text.Split('-');
        return new(Enum.Parse<EngineKind>(words[0]), Enum.Parse<RelayKind>(words[1]));
    }

    public override string ToString() => $"{Engine}-{Relay}";
}

/// <summary>All engine and relay pairs that the conformance suite runs on; a new engine is one line here.</summary>
internal static class Engines
{
    public static IEnumerable<TestFixtureData> All
    {
        get
        {
            yield return new TestFixtureData(TestedEngine.Portable);
            if (!OperatingSystem.IsLinux()) yield break;
            foreach (var relay in Enum.GetValues<RelayKind>())
                yield return new TestFixtureData(new TestedEngine(EngineKind.Native, relay));
        }
    }
}
