namespace L4Balancer.Core;

/// <summary>What file descriptors are kept for.</summary>
public static partial class Limits
{
    /// <summary>
    /// Pipes of the native engine. Only directions whose reader lags hold one, and the kernel gives a user without
    /// privileges 256 of the wanted size (pipe(7), pipe-user-pages-soft).
    /// </summary>
    public const int PipesMax = 512;

    /// <summary>
    /// File descriptors that are neither sessions', pipes' nor probes': assemblies, threads, event queues, listeners,
    /// the admin side and logs. An idle daemon that is not a single file has about 200 of them.
    /// </summary>
    public const int ProcessDescriptors = 320;

    /// <summary>
    /// File descriptors kept for the runtime, which takes two for a thread that it starts; so many threads do not start
    /// at the same time.
    /// </summary>
    public const int SpareDescriptors = 32;

    /// <summary>File descriptors that must be free before clients are accepted again: those of eight sessions.
    /// </summary>
    public const int DescriptorHeadroom = 16;
}
