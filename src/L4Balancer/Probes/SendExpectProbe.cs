using System.Net.Sockets;
using System.Text;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Sockets;

namespace L4Balancer.Probes;

/// <summary>Connects, sends bytes, and wants the answer to begin with bytes: it sees a server that hangs.</summary>
internal sealed class SendExpectProbe(ProbeBytes? send, ProbeBytes? expect) : IProbe
{
    /// <summary>So much of a wrong answer is shown to the operator.</summary>
    private const int ShownBytesMax = 40;

    public Task<ProbeOutcome> RunAsync(NetAddress address, CancellationToken cancellationToken) =>
        ProbeSockets.UseAsync(address, async socket =>
        {
            await socket.ConnectAsync(address.ToEndPoint(), cancellationToken);
            if (ConnectErrors.IsSelfConnected(socket)) return ProbeOutcome.Bad("connection refused");
            if (send is not null) await socket.SendAsync(send.Value, cancellationToken);
            return expect is null ? ProbeOutcome.Good : await ExpectAsync(socket, expect.Value, cancellationToken);
        });

    /// <summary>Reads no more than decides: a wrong byte ends it at once.</summary>
    private static async Task<ProbeOutcome> ExpectAsync(
        Socket socket, ReadOnlyMemory<byte> expected, CancellationToken cancellationToken)
    {
        var answer = new byte[expected.Length];
        var length = 0;
        while (length < answer.Length)
        {
            var read = await socket.ReceiveAsync(answer.AsMemory(length), cancellationToken);
            if (read == 0) return ProbeOutcome.Bad($"closed after {length} of {answer.Length} expected bytes");
            length += read;
            if (!expected.Span.StartsWith(answer.AsSpan(0, length)))
                return ProbeOutcome.Bad($"unexpected answer {Show(answer.AsSpan(0, length))}");
        }

        return ProbeOutcome.Good;
    }

    private static string Show(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder("\"");
        foreach (var b in bytes[..Math.Min(bytes.Length, ShownBytesMax)])
        {
            if (b is >= 0x20 and < 0x7F and not (byte)'"' and not (byte)'\\') text.Append((char)b);
            else text.Append($"\\x{b:x2}");
        }

        return text.Append(bytes.Length > ShownBytesMax ? "\"..." : "\"").ToString();
    }
}
