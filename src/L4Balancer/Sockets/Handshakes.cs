using System.Runtime.Versioning;
using L4Balancer.Core;
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
    /// <param name="deferred">How long the kernel kept back clients that sent nothing; it now completes them, by a
    /// timer of each, so they are waited for that much longer, up to a bound.</param>
    public static async Task SettleAsync(int port, TimeSpan deferred = default)
    {
        if (!OperatingSystem.IsLinux()) return;
        var more = deferred < Limits.DeferredHandshakesMax ? deferred : Limits.DeferredHandshakesMax;
        for (var pause = FirstPause; pause <= LastPause || more > TimeSpan.Zero; pause *= 2)
        {
            if (pause > LastPause) (pause, more) = (LastPause, more - LastPause);

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
