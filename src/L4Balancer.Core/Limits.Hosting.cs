namespace L4Balancer.Core;

/// <summary>Bounds of what the process around the balancer keeps.</summary>
public static partial class Limits
{
    /// <summary>
    /// Messages to systemd that wait while it does not read. A reload is two of them, and only the last state counts.
    /// </summary>
    public const int NotificationsUnsentMax = 8;
}
