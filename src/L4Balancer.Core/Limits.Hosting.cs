namespace L4Balancer.Core;

/// <summary>The bounds of the process around the balancer.</summary>
public static partial class Limits
{
    /// <summary>
    /// Messages to systemd that are queued while it does not read. A reload is two of them, and only the last state
    /// counts.
    /// </summary>
    public const int NotificationsUnsentMax = 8;
}
