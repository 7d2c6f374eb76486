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

    /// <summary>Bytes of a run's output, or of the answer of a URL, that the log shows: a few lines of an error.
    /// </summary>
    public const int HookOutputMax = 2048;

    /// <summary>
    /// How long the output of a killed run is still read: it is there already, unless a process left the group.
    /// </summary>
    public static readonly TimeSpan HookOutputPatience = TimeSpan.FromSeconds(1);
}
