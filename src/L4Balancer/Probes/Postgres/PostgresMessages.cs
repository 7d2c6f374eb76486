using System.Buffers.Binary;
using L4Balancer.Core;
using L4Balancer.Probes.Streams;

namespace L4Balancer.Probes.Postgres;

/// <summary>A message of the server: a letter and its content.</summary>
internal readonly record struct PostgresMessage(char Type, byte[] Body);

/// <summary>The messages of a session with PostgreSQL (version 3.0 of its protocol).</summary>
internal sealed class PostgresMessages(ProbeStream stream)
{
    public const int HeaderSize = 5;

    private const int LengthSize = 4; // It counts itself.
    private const int LengthMax = 0x3FFF_FFFF; // Of PostgreSQL.
    private const int AnswersMax = HeaderSize + Limits.SqlMessageMax;
    private const int OutcryMax = 1000; // PostgreSQL cuts it there.

    private const string NotPostgres = "does not speak the PostgreSQL protocol";

    public async Task<PostgresMessage> ReadAsync(CancellationToken cancellationToken)
    {
        await HaveAsync(HeaderSize, cancellationToken);
        var length = BinaryPrimitives.ReadUInt32BigEndian(stream.Unread[1..]);
        var type = (char)stream.Unread[0];
        if (type == 'E' && length > Limits.SqlMessageMax)
            throw new ProbeFailedException(await OutcryAsync(cancellationToken));
        if (length is < LengthSize or > LengthMax || type is not (>= 'A' and <= 'z'))
            throw new ProbeFailedException(NotPostgres);
        if (length > Limits.SqlMessageMax)
            throw new ProbeFailedException($"the answer has a message of {length} bytes");
        var size = 1 + (int)length;
        await HaveAsync(size, cancellationToken);
        var message = new PostgresMessage(type, stream.Unread[HeaderSize..size].ToArray());
        stream.Consume(size);
        return message;
    }

    /// <summary>The answer to a request for TLS: one byte.</summary>
    public async Task<char> ReadByteAsync(CancellationToken cancellationToken)
    {
        await HaveAsync(1, cancellationToken);
        var answer = (char)stream.Unread[0];
        if (answer != 'E') stream.Consume(1); // An error is a message, which is read as one.
        return answer;
    }

    public Task WriteAsync(char type, ReadOnlySpan<byte> body, CancellationToken cancellationToken) =>
        stream.WriteAsync((byte[])[(byte)type, .. Length(body), .. body], cancellationToken);

    /// <summary>The first message of a connection has no letter.</summary>
    public Task WriteFirstAsync(ReadOnlySpan<byte> body, CancellationToken cancellationToken) =>
        stream.WriteAsync((byte[])[.. Length(body), .. body], cancellationToken);

    public static byte[] Int32(int value)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Length(ReadOnlySpan<byte> body) => Int32(LengthSize + body.Length);

    /// <summary>
    /// A server that cannot start a process for the session says so in text alone, up to a zero, in however many
    /// pieces.
    /// </summary>
    private async Task<string> OutcryAsync(CancellationToken cancellationToken)
    {
        int length;
        while ((length = stream.Unread[1..].IndexOfAny((byte)0, (byte)'\n')) < 0 && stream.Unread.Length < OutcryMax
            && await stream.TryFillAsync(OutcryMax, cancellationToken))
        {
        }

        var text = stream.Unread[1..Math.Min(stream.Unread.Length, OutcryMax)];
        var words = ServerWords.Of(length < 0 || length > text.Length ? text : text[..length]);
        return words.Length > 0 ? words : NotPostgres;
    }

    private async Task HaveAsync(int count, CancellationToken cancellationToken)
    {
        while (stream.Unread.Length < count) await stream.FillAsync(AnswersMax, cancellationToken);
    }
}
