using L4Balancer.Linux.Loop;

namespace L4Balancer.Linux.Tests.Loop;

/// <summary>The calls of a test whose sources are not expected to throw.</summary>
internal static class TestCalls
{
    /// <summary>A fault fails the test, although the guard continues: NUnit has recorded the failure by then.</summary>
    public static GuardedCalls Faultless { get; } = new(fault => Assert.Fail(fault.ToString()));
}
