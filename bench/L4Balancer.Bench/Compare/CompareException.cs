namespace L4Balancer.Bench.Compare;

/// <summary>The comparison cannot go on; the message is for its user.</summary>
internal sealed class CompareException(string message, int exitCode = BenchExitCodes.Failed) : Exception(message)
{
    /// <summary>What the program ends with.</summary>
    public int ExitCode { get; } = exitCode;
}
