using System.Net.Sockets;
using L4Balancer.Background;
using L4Balancer.Core;
using L4Balancer.Core.Health;
using L4Balancer.Sockets;

namespace L4Balancer.Probes.Managed;

/// <summary>The TCP probe over a managed socket; <see cref="Native.ProbeConnection"/> explains its steps.</summary>
/// <param name="talk">Null for a probe that only connects.</param>
internal sealed class TcpProbe(SendExpectProbeSpec? talk, ProbeServices services) : IProbe
{
    private const int SolTcp = 6;
    private const int TcpQuickAck = 12;

    public async Task<ProbeOutcome> RunAsync(NetAddress address, CancellationToken cancellationToken)
    {
        Socket? socket = null;
        try
        {
            var isHeldBack = talk is null && OperatingSystem.IsLinux() && address.UnixPath is null;
            Action<Socket>? prepare = isHeldBack ? HoldBack : null;
            socket = await ProbeSockets.ConnectAsync(address, services.Source, cancellationToken, prepare);
            if (ConnectErrors.IsSelfConnected(socket)) return ProbeOutcome.Bad("connection refused");
            if (isHeldBack && ConnectionState.Of(socket) is { SegmentsSent: 1 })
            {
                socket.LingerState = new LingerOption(true, 0);
                return ProbeOutcome.Good;
            }

            var outcome = await TalkAsync(socket, cancellationToken);
            var talked = socket;
            socket = null;
            services.Background.Start("probe-end", OnFault.GoOn, () => EndAsync(talked), stop: CancellationToken.None);
            return outcome;
        }
        catch (SocketException e)
            when (ConnectErrors.Classify(address, e.SocketErrorCode) == ConnectFault.LocalShortage)
        {
            throw new LocalShortageException(ConnectErrors.Describe(address, e.SocketErrorCode));
        }
        catch (SocketException e)
        {
            return ProbeOutcome.Bad(ConnectErrors.Describe(address, e.SocketErrorCode));
        }
        finally
        {
            socket?.Dispose();
        }
    }

    private static void HoldBack(Socket socket) =>
        socket.SetRawSocketOption(SolTcp, TcpQuickAck, BitConverter.GetBytes(0));

    private async Task<ProbeOutcome> TalkAsync(Socket socket, CancellationToken cancellationToken)
    {
        if (talk?.Send is { } send) await socket.SendAsync(send.Value, cancellationToken);
        if (talk?.Expect is null) return ProbeOutcome.Good;
        var buffer = new byte[Limits.ProbeBytesMax];
        var heard = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer, cancellationToken);
            if (read == 0) return TcpAnswer.Closed(talk, heard);
            if (TcpAnswer.Hear(talk, ref heard, buffer.AsSpan(0, read)) is { } outcome) return outcome;
        }
    }

    /// <summary>Sends FIN, and reads until the server has ended its side too.</summary>
    private static async Task EndAsync(Socket socket)
    {
        using var patience = new CancellationTokenSource(TcpAnswer.EndPatience);
        try
        {
            socket.Shutdown(SocketShutdown.Send);
            var buffer = new byte[Limits.ProbeBytesMax];
            for (var left = Limits.ProbeEndBytesMax; left > 0;)
            {
                var read = await socket.ReceiveAsync(buffer, patience.Token);
                if (read == 0) break;
                left -= read;
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The server reset the connection, or has not ended its side; the verdict stands.
        }
        finally
        {
            socket.Dispose();
        }
    }
}
