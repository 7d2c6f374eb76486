namespace L4Balancer.Core;

/// <content>The bounds of hooks.</content>
public static partial class Limits
{
    /// <summary>Hooks of a configuration: each event is compared with all of them.</summary>
    public const int HooksMax = 64;

    /// <summary>
    /// Runs of all hooks at the same time. The processes share the machine with the balancer, and under systemd its
    /// limits of memory and tasks.
    /// </summary>
    public const int HooksRunningMax = 8;

    /// <summary>
    /// Events that wait for one hook: all backends of a large pool that goes down. For more than this a command for
    /// each is the wrong tool.
    /// </summary>
    public const int HookQueueMax = 256;
}
