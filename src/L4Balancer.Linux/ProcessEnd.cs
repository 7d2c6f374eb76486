using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux;

/// <summary>The end of this process.</summary>
public static class ProcessEnd
{
    /// <summary>Ends it at once: no finalizer and no handler runs, and the kernel closes its descriptors; _exit(2).
    /// </summary>
    public static void Now(int code) => Unistd._exit(code);
}
