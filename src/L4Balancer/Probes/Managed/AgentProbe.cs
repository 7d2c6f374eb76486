using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Core.Health;
using L4Balancer.Sockets;

namespace L4Balancer.Probes.Managed;

/// <summary>
/// Asks an agent: connects, sends the configured bytes, and reads one line. Whatever goes wrong means that there is no
/// answer, which says nothing about the health of the server.
/// </summary>
internal sealed class AgentProbe(AgentProbeSpec spec, BackendSource? source = null) : IProbe
{
    public async Task<ProbeOutcome> RunAsync(NetAddress address, CancellationToken cancellationToken)
    {
        try
        {
            using var socket = await ProbeSockets.ConnectAsync(address, source, cancellationToken);
            if (spec.Send is { } send) await SendAsync(socket, send.Value, cancellationToken);
            return await HearAsync(socket, cancellationToken);
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
    }

    private static async Task SendAsync(
        Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty) bytes = bytes[await socket.SendAsync(bytes, cancellationToken)..];
    }

    private static async Task<ProbeOutcome> HearAsync(Socket socket, CancellationToken cancellationToken)
    {
        var buffer = new byte[Limits.AgentLineMax];
        for (var received = 0; received < buffer.Length;)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(received), cancellationToken);
            if (read == 0)
            {
                return ProbeOutcome.Bad(
                    received == 0 ? "closed without an answer" : "the answer does not end with a newline");
            }

            var length = AgentLine.LengthOf(buffer.AsSpan(received, read));
            if (length >= 0) return Answer(buffer.AsSpan(0, received + length));
            received += read;
        }

        return ProbeOutcome.Bad($"the answer is longer than {buffer.Length} bytes");
    }

    private static ProbeOutcome Answer(ReadOnlySpan<byte> line) =>
        ProbeOutcome.Good with { Findings = AgentFigures.FindingsOf(AgentLine.Parse(line)) };
}
