namespace L4Balancer.Bench.Compare;

/// <summary>The comparison cannot continue; the message is for the user.</summary>
internal sealed class CompareException(string message, int exitCode = BenchExitCodes.Failed) : Exception(message)
{
    /// <summary>The exit code of the program.</summary>
    public int ExitCode { get; } = exitCode;
}
