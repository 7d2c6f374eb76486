using System.Runtime.Versioning;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Sockets;

/// <summary>TCP handshakes of clients that listening sockets have begun to answer.</summary>
internal static class Handshakes
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// All pauses add up to more than a second, the first retransmission timeout (RFC 6298): without loss, no handshake
    /// takes longer. One that does may never end, such as those of a SYN flood.
    /// </summary>
    private static readonly TimeSpan LastPause = TimeSpan.FromMilliseconds(640);

    /// <summary>
    /// Completes when no handshake with the port is in progress, on any address, or after 1.3 s. Immediately where this
    /// cannot be seen. In real time, which is the kernel's. The pauses double, because each look reads the whole table.
    /// </summary>
    public static async Task SettleAsync(int port)
    {
        if (!OperatingSystem.IsLinux()) return;
        for (var pause = FirstPause; pause <= LastPause; pause *= 2)
        {
            // Before the first look, too: a SYN that has just arrived may not be in the table yet.
            await Task.Delay(pause);
            if (!IsInProgress(port)) return;
        }
    }

    [SupportedOSPlatform("linux")]
    private static bool IsInProgress(int port)
    {
        try
        {
            return ListeningTable.HasHandshake(port);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
