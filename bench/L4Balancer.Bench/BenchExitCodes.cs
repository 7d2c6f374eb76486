namespace L4Balancer.Bench;

/// <summary>The exit codes of every verb.</summary>
internal static class BenchExitCodes
{
    public const int Success = 0;

    /// <summary>A measured operation failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;
}
