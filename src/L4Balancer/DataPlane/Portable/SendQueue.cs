using System.Net.Sockets;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// Waits until the peer's kernel has taken what was sent. RST throws away what is still in the send queue, so it must wait for that: an abort is
/// passed on after the bytes that came before it, never instead of them.
/// </summary>
internal static class SendQueue
{
    private const int SolTcp = 6;
    private const int TcpInfo = 11;

    // Offsets in struct tcp_info of linux/tcp.h, which only grows at its end.
    private const int Unacked = 24;
    private const int NotSentBytes = 144;
    private const int InfoLength = 148;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    /// <summary>Ends when the queue is empty, the connection is dead, or the token is cancelled.</summary>
    public static async Task WaitUntilEmptyAsync(Socket socket, TimeProvider time, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromMilliseconds(1);
        while (!cancellationToken.IsCancellationRequested && !IsEmpty(socket))
        {
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>True too where the system cannot tell: then RST is sent at once.</summary>
    private static bool IsEmpty(Socket socket)
    {
        if (!OperatingSystem.IsLinux() || socket.AddressFamily == AddressFamily.Unix) return true;
        Span<byte> info = stackalloc byte[InfoLength];
        try
        {
            if (socket.GetRawSocketOption(SolTcp, TcpInfo, info) < InfoLength) return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return true;
        }

        return BitConverter.ToUInt32(info[Unacked..]) == 0 && BitConverter.ToUInt32(info[NotSentBytes..]) == 0;
    }
}
