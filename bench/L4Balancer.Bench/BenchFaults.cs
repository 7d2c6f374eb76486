namespace L4Balancer.Bench;

/// <summary>What a bug on an event loop of this program means: figures that nobody can trust.</summary>
internal static class BenchFaults
{
    /// <summary>Ends the process, with the exception on standard error.</summary>
    public static void End(Exception fault) => Environment.FailFast("A bug of the bench program.", fault);
}
