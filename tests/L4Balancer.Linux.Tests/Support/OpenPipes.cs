namespace L4Balancer.Linux.Tests.Support;

/// <summary>The ends of pipes that this process has open, proc(5); other threads of it open and close some.</summary>
internal static class OpenPipes
{
    public static int Count() =>
        new DirectoryInfo("/proc/self/fd").GetFiles()
            .Count(file => file.LinkTarget?.StartsWith("pipe:", StringComparison.Ordinal) == true);
}
