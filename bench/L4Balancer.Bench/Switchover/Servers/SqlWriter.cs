using System.Data.Common;
using System.Globalization;
using L4Balancer.Bench.Switchover.Sessions;

namespace L4Balancer.Bench.Switchover.Servers;

/// <summary>Inserts rows over a connection of ADO.NET.</summary>
internal sealed class SqlWriter(DbConnection connection, int server) : IWriter
{
    public int Server => server;

    /// <param name="portQuery">Asks the server for its port.</param>
    /// <exception cref="WriteException">There is no session.</exception>
    public static async Task<SqlWriter> OpenAsync(DbConnection connection, string portQuery, CancellationToken stop)
    {
        try
        {
            await connection.OpenAsync(stop);
            await using var query = connection.CreateCommand();
            query.CommandText = portQuery;
            return new SqlWriter(
                connection, Convert.ToInt32(await query.ExecuteScalarAsync(stop), CultureInfo.InvariantCulture));
        }
        catch (Exception e)
        {
            await connection.DisposeAsync();
            if (e is OperationCanceledException) throw;
            throw new WriteException($"login: {KindOf(e)}", isSessionLost: true, e);
        }
    }

    /// <summary>The first column of all rows.</summary>
    public static async Task<IReadOnlyList<object>> AskAsync(
        DbConnection connection, string sql, CancellationToken stop)
    {
        await using (connection)
        {
            try
            {
                await connection.OpenAsync(stop);
                await using var query = connection.CreateCommand();
                query.CommandText = sql;
                await using var reader = await query.ExecuteReaderAsync(stop);
                var rows = new List<object>();
                while (await reader.ReadAsync(stop)) rows.Add(reader.GetValue(0));
                return rows;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new WriteException(KindOf(e), isSessionLost: true, e);
            }
        }
    }

    public async Task WriteAsync(long id, CancellationToken stop)
    {
        try
        {
            await using var insert = connection.CreateCommand();
            insert.CommandText = $"INSERT INTO writes VALUES ({id})";
            await insert.ExecuteNonQueryAsync(stop);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new WriteException(KindOf(e), connection.State != System.Data.ConnectionState.Open, e);
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    /// <summary>The client libraries report a lost connection in several ways, not all of them their own.</summary>
    private static string KindOf(Exception e) => e switch
    {
        MySqlConnector.MySqlException mysql => mysql.ErrorCode.ToString(),
        DbException { SqlState: { } state } => state,
        _ => e.GetType().Name,
    };
}
