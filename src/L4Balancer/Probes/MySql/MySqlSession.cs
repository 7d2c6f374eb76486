using System.Text;
using L4Balancer.Core;
using L4Balancer.Probes.Streams;

namespace L4Balancer.Probes.MySql;

/// <summary>A session that is logged in: queries in text, and its end.</summary>
internal sealed class MySqlSession(MySqlPackets packets)
{
    private const byte Quit = 0x01;
    private const byte Query = 0x03;
    private const byte Ok = 0x00;
    private const byte WantsFile = 0xFB;
    private const byte End = 0xFE;
    private const int EndSize = 9; // A longer packet that begins like an end is a row.

    /// <summary>Reads the answer to its end. No more than the first rows are kept.</summary>
    public async Task<MySqlAnswer> AskAsync(string sql, int rowsKept, CancellationToken cancellationToken)
    {
        packets.BeginCommand();
        await packets.WriteAsync([Query, .. Encoding.UTF8.GetBytes(sql)], cancellationToken);
        var first = await packets.ReadAsync(cancellationToken);
        if (MySqlError.IsError(first)) return MySqlAnswer.Empty with { Error = MySqlError.Parse(first) };
        if (first[0] == Ok) return MySqlAnswer.Empty;
        var columns = await ColumnsAsync(CountOf(first), cancellationToken);
        return await RowsAsync(columns, rowsKept, cancellationToken);
    }

    /// <summary>Tells the server that the session ends; without that, it counts an aborted one.</summary>
    public async Task QuitAsync(CancellationToken cancellationToken)
    {
        packets.BeginCommand();
        await packets.WriteAsync([Quit], cancellationToken);
    }

    private static int CountOf(ReadOnlySpan<byte> packet)
    {
        var count = packet[0] == WantsFile ? null : new MySqlReader(packet).Number();
        return count is > 0 and <= Limits.SqlColumnsMax
            ? (int)count
            : throw new ProbeFailedException("does not speak the MySQL protocol");
    }

    private async Task<List<string>> ColumnsAsync(int count, CancellationToken cancellationToken)
    {
        var columns = new List<string>();
        while (columns.Count < count) columns.Add(NameOf(await packets.ReadAsync(cancellationToken)));
        if (!IsEnd(await packets.ReadAsync(cancellationToken)))
            throw new ProbeFailedException("does not speak the MySQL protocol");
        return columns;
    }

    private async Task<MySqlAnswer> RowsAsync(
        List<string> columns, int rowsKept, CancellationToken cancellationToken)
    {
        var rows = new List<string?[]>();
        for (var left = Limits.SqlAnswerMax; ;)
        {
            var packet = await packets.ReadAsync(cancellationToken);
            if (IsEnd(packet)) return new MySqlAnswer(columns, rows);
            if (MySqlError.IsError(packet)) return MySqlAnswer.Empty with { Error = MySqlError.Parse(packet) };
            if (rows.Count < rowsKept) rows.Add(RowOf(packet, columns.Count));
            left -= packet.Length;
            if (left < 0) throw new ProbeFailedException($"the query returns more than {Limits.SqlAnswerMax} bytes");
        }
    }

    /// <summary>The catalogue, the schema, the table by two names, and then its own.</summary>
    private static string NameOf(ReadOnlySpan<byte> packet)
    {
        var reader = new MySqlReader(packet);
        for (var i = 0; i < 4; i++) reader.Text();
        return reader.Text() ?? "";
    }

    private static string?[] RowOf(ReadOnlySpan<byte> packet, int columns)
    {
        var reader = new MySqlReader(packet);
        var row = new string?[columns];
        for (var i = 0; i < columns; i++) row[i] = reader.Text();
        return row;
    }

    private static bool IsEnd(byte[] packet) => packet[0] == End && packet.Length < EndSize;
}
