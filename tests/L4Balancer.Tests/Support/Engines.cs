using L4Balancer.Core.Config;

namespace L4Balancer.Tests.Support;

/// <summary>Every way of moving bytes that the conformance suite runs on; a new engine is one line here.</summary>
internal static class Engines
{
    public static IEnumerable<TestFixtureData> All
    {
        get { yield return new TestFixtureData(EngineKind.Portable); }
    }
}
