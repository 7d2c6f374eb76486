using L4Balancer.Fuzz.Targets;

namespace L4Balancer.Fuzz.Running;

/// <summary>What one run of the fuzzer does. It ends at the first of its limits.</summary>
internal sealed record FuzzOptions(IReadOnlyList<FuzzTarget> Targets, int Seed, string CrashFolder)
{
    /// <summary>For all targets together.</summary>
    public long? Executions { get; init; }

    /// <summary>For all targets together.</summary>
    public TimeSpan? Time { get; init; }
}
