namespace L4Balancer.Core;

/// <content>The bounds of what is tried with sockets.</content>
public static partial class Limits
{
    /// <summary>
    /// Ports that a connect binds one after another at each source address, where the kernel cannot search a range
    /// itself. Each costs a few system calls on the session's loop, about 10 us; ports are used in turn, so the next
    /// ones are those that have been free for longest.
    /// </summary>
    public const int SourcePortTriesMax = 64;

    /// <summary>
    /// How much longer a listener with defer-accept waits for handshakes in progress before it closes. The kernel
    /// completes one when it repeats its answer, 1 s and 3 s after the client's SYN.
    /// </summary>
    public static readonly TimeSpan DeferredHandshakesMax = TimeSpan.FromSeconds(3);
}
