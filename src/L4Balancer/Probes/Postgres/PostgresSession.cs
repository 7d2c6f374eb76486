using System.Buffers.Binary;
using System.Text;
using L4Balancer.Core;
using L4Balancer.Probes.Streams;

namespace L4Balancer.Probes.Postgres;

/// <summary>The first row of the answer to a query, or its error; both are absent if there was no row.</summary>
internal readonly record struct PostgresAnswer(string?[]? Row, PostgresError? Error);

/// <summary>A session that is logged in: simple queries, and its end.</summary>
internal sealed class PostgresSession(PostgresMessages messages)
{
    /// <summary>Reads the answer to its end, and keeps the first row.</summary>
    public async Task<PostgresAnswer> AskAsync(string sql, CancellationToken cancellationToken)
    {
        await messages.WriteAsync('Q', [.. Encoding.UTF8.GetBytes(sql), 0], cancellationToken);
        string?[]? row = null;
        PostgresError? error = null;
        for (var left = Limits.SqlAnswerMax; ;)
        {
            var (type, body) = await messages.ReadAsync(cancellationToken);
            if (type == 'Z') return new PostgresAnswer(row, error);
            if (type == 'G') throw new ProbeFailedException("query failed: COPY FROM wants data");
            if (type == 'E') error = PostgresError.Parse(body);
            else if (type == 'D') row ??= RowOf(body);
            left -= PostgresMessages.HeaderSize + body.Length;
            if (left < 0) throw new ProbeFailedException($"the query returns more than {Limits.SqlAnswerMax} bytes");
        }
    }

    public Task TerminateAsync(CancellationToken cancellationToken) => messages.WriteAsync('X', [], cancellationToken);

    /// <summary>The number of columns, and each with its length before it; a length of -1 is NULL.</summary>
    private static string?[] RowOf(ReadOnlySpan<byte> body)
    {
        var count = BinaryPrimitives.ReadInt16BigEndian(Take(ref body, sizeof(short)));
        if (count < 0) throw Damaged();
        var row = new string?[count];
        for (var i = 0; i < row.Length; i++)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(Take(ref body, sizeof(int)));
            row[i] = length == -1 ? null : Encoding.UTF8.GetString(Take(ref body, length));
        }

        return row;
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> body, int count)
    {
        if (count < 0 || count > body.Length) throw Damaged();
        var taken = body[..count];
        body = body[count..];
        return taken;
    }

    private static ProbeFailedException Damaged() => new("the answer has a damaged message");
}
