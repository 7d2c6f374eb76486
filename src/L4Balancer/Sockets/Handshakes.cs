using System.Runtime.Versioning;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Sockets;

/// <summary>TCP handshakes of clients that listening sockets have begun to answer.</summary>
internal static class Handshakes
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// In all a second, the first retransmission timeout (RFC 6298): without loss, a handshake takes no longer. One
    /// that does may never end, such as those of a SYN flood.
    /// </summary>
    private static readonly int Looks = (int)(TimeSpan.FromSeconds(1) / Pause);

    /// <summary>
    /// Completes when no handshake with the port is in progress, on any address, or after a second. At once where this
    /// cannot be seen. In real time, which is the kernel's.
    /// </summary>
    public static async Task SettleAsync(int port)
    {
        if (!OperatingSystem.IsLinux()) return;
        for (var look = 0; look < Looks; look++)
        {
            // First of all: a SYN that arrived a moment ago may not be in the table yet.
            await Task.Delay(Pause);
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
