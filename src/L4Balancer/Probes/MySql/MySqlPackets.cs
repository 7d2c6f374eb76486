using L4Balancer.Core;
using L4Balancer.Probes.Streams;

namespace L4Balancer.Probes.MySql;

/// <summary>
/// The packets of a session with MySQL or MariaDB: three bytes of length, one that counts them, and the content.
/// </summary>
internal sealed class MySqlPackets(ProbeStream stream)
{
    private const int HeaderSize = 4;
    private const int AnswersMax = HeaderSize + Limits.SqlMessageMax;

    private byte _next;

    /// <summary>Packets are counted from zero again: a command begins.</summary>
    public void BeginCommand() => _next = 0;

    /// <summary>The content of the next packet, at least a byte.</summary>
    public async Task<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        await HaveAsync(HeaderSize + 1, cancellationToken);
        var (length, isExpected) = Header();
        if (!isExpected) throw new ProbeFailedException("does not speak the MySQL protocol");
        if (length > Limits.SqlMessageMax)
            throw new ProbeFailedException($"the answer has a packet of {length} bytes");
        await HaveAsync(HeaderSize + length, cancellationToken);
        var content = stream.Unread.Slice(HeaderSize, length).ToArray();
        stream.Consume(HeaderSize + length);
        _next++;
        return content;
    }

    public Task WriteAsync(ReadOnlySpan<byte> content, CancellationToken cancellationToken)
    {
        var length = content.Length;
        byte[] packet = [(byte)length, (byte)(length >> 8), (byte)(length >> 16), _next++, .. content];
        return stream.WriteAsync(packet, cancellationToken);
    }

    /// <summary>An error is one wherever it comes: a server may give up at any time.</summary>
    private (int Length, bool IsExpected) Header()
    {
        var bytes = stream.Unread;
        var length = bytes[0] | bytes[1] << 8 | bytes[2] << 16;
        var isError = bytes[HeaderSize] == MySqlError.Mark && length <= Limits.SqlMessageMax;
        return (length, length > 0 && (bytes[3] == _next || isError));
    }

    private async Task HaveAsync(int count, CancellationToken cancellationToken)
    {
        while (stream.Unread.Length < count) await stream.FillAsync(AnswersMax, cancellationToken);
    }
}
