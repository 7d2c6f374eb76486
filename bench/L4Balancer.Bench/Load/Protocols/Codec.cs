using System.Text;

namespace L4Balancer.Bench.Load.Protocols;

/// <summary>
/// The protocol of one connection: a state machine over bytes, without a socket. All bytes of the
/// requests are prepared; one thread uses it.
/// </summary>
internal abstract class Codec
{
    /// <summary>
    /// Small requests are repeated up to about this many bytes, so that one send can carry many of them.
    /// </summary>
    protected const int RingBytes = 16 * 1024;

    private const int DetailLength = 80;

    /// <summary>Requests one after the other, repeated cyclically. Empty if the server speaks
    /// first.</summary>
    public abstract byte[] Requests { get; }

    /// <summary>Bytes of one request.</summary>
    public abstract int RequestLength { get; }

    /// <summary>Where in <see cref="Requests"/> this connection begins.</summary>
    public virtual int Start => 0;

    /// <summary>False until the setup before the first request (a login, setting a key) is complete.</summary>
    public virtual bool IsReady => true;

    /// <summary>True when the server announced that it closes after the last answer.</summary>
    public virtual bool IsClosing => false;

    /// <summary>Bytes of the last answer's payload, if only the server determines them; otherwise null.</summary>
    public virtual int? AnswerPayload => null;

    /// <summary>Why <see cref="Consume"/> failed: one of <see cref="ErrorKinds"/>.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>The server's actual answer, for messages.</summary>
    public string Detail { get; private set; } = "";

    /// <summary>A new connection begins.</summary>
    /// <param name="isFirst">It is not a reconnect.</param>
    public void Reset(bool isFirst)
    {
        (Problem, Detail) = ("", "");
        Restart(isFirst);
    }

    /// <summary>
    /// Bytes to be sent now, before any request; asked for after the connect and, until <see cref="IsReady"/>, after
    /// every <see cref="Consume"/>. They count as taken.
    /// </summary>
    public virtual ReadOnlyMemory<byte> TakeOpening() => default;

    /// <summary>Consumes received bytes, which may be split anywhere.</summary>
    /// <returns>The number of completed answers; -1 if one is wrong, and <see cref="Problem"/> says why.</returns>
    public abstract int Consume(ReadOnlySpan<byte> received);

    protected abstract void Restart(bool isFirst);

    /// <param name="said">The server's answer, from the relevant byte on.</param>
    /// <returns>What <see cref="Consume"/> returns.</returns>
    protected int Fail(string problem, ReadOnlySpan<byte> said)
    {
        Problem = problem;
        var text = new StringBuilder();
        foreach (var b in said[..Math.Min(said.Length, DetailLength)])
        {
            if (b is (byte)'\r' or (byte)'\n') break;
            text.Append(b is >= 0x20 and < 0x7F ? (char)b : '.');
        }

        Detail = text.ToString();
        return -1;
    }

    /// <summary>As many whole copies as fit into the given size, so that one send carries many requests; at least one.
    /// </summary>
    protected static byte[] Repeat(byte[] request, int bytes)
    {
        var copies = Math.Max(1, bytes / Math.Max(1, request.Length));
        var all = new byte[copies * request.Length];
        for (var i = 0; i < copies; i++) request.CopyTo(all, i * request.Length);
        return all;
    }
}
