namespace L4Balancer.Linux.Tests.Support;

/// <summary>The pipe ends that this process has open, proc(5); its other threads open and close some.</summary>
internal static class OpenPipes
{
    public static int Count() =>
        new DirectoryInfo("/proc/self/fd").GetFiles()
            .Count(file => file.LinkTarget?.StartsWith("pipe:", StringComparison.Ordinal) == true);

    /// <summary>The same, without those of processes of earlier tests that nobody uses any more.</summary>
    public static int CountOfLive()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Count();
    }
}
