namespace L4Balancer.Core;

/// <summary>The allocation of file descriptors.</summary>
public static partial class Limits
{
    /// <summary>
    /// Pipes of the native engine. Only directions with a slow reader hold one, and the kernel gives an unprivileged
    /// user 256 of the wanted size (pipe(7), pipe-user-pages-soft).
    /// </summary>
    public const int PipesMax = 512;

    /// <summary>
    /// File descriptors other than those of sessions, pipes and probes: assemblies, threads, event queues, listeners,
    /// the admin side and logs. An idle daemon that is not a single file has about 200 of them.
    /// </summary>
    public const int ProcessDescriptors = 320;

    /// <summary>
    /// File descriptors reserved for the runtime, which takes two for each thread that it starts; more threads than
    /// this do not start at the same time.
    /// </summary>
    public const int SpareDescriptors = 32;

    /// <summary>File descriptors that must be free before clients are accepted again: enough for eight sessions.
    /// </summary>
    public const int DescriptorHeadroom = 16;
}
