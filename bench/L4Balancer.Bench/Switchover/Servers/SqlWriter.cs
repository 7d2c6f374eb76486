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
            if (e is not DbException failure) throw;
            throw new WriteException($"login: {KindOf(failure)}", isSessionLost: true, e);
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
            catch (DbException e)
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
        catch (DbException e)
        {
            throw new WriteException(KindOf(e), connection.State != System.Data.ConnectionState.Open, e);
        }
        catch (InvalidOperationException e)
        {
            throw new WriteException("not open", isSessionLost: true, e);
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private static string KindOf(DbException e) => e switch
    {
        MySqlConnector.MySqlException mysql => mysql.ErrorCode.ToString(),
        _ => e.SqlState ?? e.GetType().Name,
    };
}
