using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Sockets;

namespace L4Balancer.Probes;

/// <summary>
/// Asks whether the kernel of the backend accepts connections for the port. A server that hangs still does; only a
/// probe with <c>send</c> and <c>expect</c> sees that.
/// </summary>
/// <remarks>
/// On Linux the server does not see the probe at all: the last acknowledgement of the handshake is held back
/// (TCP_QUICKACK off before the connect, tcp(7)) and RST is sent in its place, so the connection never reaches the
/// server's accept queue. That matters to a server that speaks first: MariaDB 10.11 counts a connection that reads the
/// greeting and closes cleanly as a handshake error, and blocks the host after max_connect_errors of them. It also
/// spares PostgreSQL a process per probe. Elsewhere, and if the kernel sent the acknowledgement because this thread was
/// late, the server's first words are read, so that closing sends FIN and not RST for bytes that nobody read.
/// </remarks>
internal sealed class ConnectProbe : IProbe
{
    private const int SolTcp = 6;
    private const int TcpQuickAck = 12;

    /// <summary>
    /// The kernel holds the acknowledgement back for 200 ms (TCP_DELACK_MAX); half of that is surely before it.
    /// </summary>
    private static readonly TimeSpan HeldBack = TimeSpan.FromMilliseconds(100);

    /// <summary>A server that speaks first does so at once; this is how long a silent one is waited for.</summary>
    private static readonly TimeSpan FirstWords = TimeSpan.FromMilliseconds(100);

    public Task<ProbeOutcome> RunAsync(NetAddress address, CancellationToken cancellationToken) =>
        ProbeSockets.UseAsync(address, async socket =>
        {
            var isHalfOpen = OperatingSystem.IsLinux() && address.UnixPath is null;
            if (isHalfOpen)
            {
                socket.SetRawSocketOption(SolTcp, TcpQuickAck, BitConverter.GetBytes(0));
                socket.LingerState = new LingerOption(true, 0);
            }

            var began = TimeProvider.System.GetTimestamp();
            await socket.ConnectAsync(address.ToEndPoint(), cancellationToken);
            if (ConnectErrors.IsSelfConnected(socket)) return ProbeOutcome.Bad("connection refused");
            if (!isHalfOpen || TimeProvider.System.GetElapsedTime(began) > HeldBack)
                await CloseCleanlyAsync(socket, cancellationToken);
            return ProbeOutcome.Good;
        });

    private static async Task CloseCleanlyAsync(Socket socket, CancellationToken cancellationToken)
    {
        socket.LingerState = new LingerOption(false, 0);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(FirstWords);
        try
        {
            await socket.ReceiveAsync(new byte[Core.Limits.ProbeBytesMax], patience.Token);
        }
        catch (OperationCanceledException)
        {
            // It does not speak first; nothing is left unread.
        }
    }
}
