namespace L4Balancer.Core;

/// <summary>The bounds of the process around the balancer.</summary>
public static partial class Limits
{
    /// <summary>
    /// Messages to systemd that are queued while it does not read: one for each address that it stores a socket of, and
    /// a few about the state.
    /// </summary>
    public const int NotificationsUnsentMax = 4096;

    /// <summary>
    /// How long systemd may take to handle what it was sent. It has much to do while a machine boots, and less than
    /// the watchdog's 10 s pass.
    /// </summary>
    public static readonly TimeSpan NotificationPatience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How old sessions may be that go on after a restart: their peers have heard nothing for that long. A start takes
    /// a second, and 5 s more while a resolver does not answer.
    /// </summary>
    public static readonly TimeSpan StoredSessionsAgeMax = TimeSpan.FromSeconds(30);
}
