using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace L4Balancer.Tests.Support;

/// <summary>
/// A PostgreSQL session from a client address chosen by the test, which no client library offers: as much of the
/// frontend/backend protocol (version 3.0) as a query and its cancellation need.
/// </summary>
internal sealed class PostgresSession : IDisposable
{
    /// <summary>SQLSTATE of a query that was cancelled.</summary>
    public const string QueryCancelled = "57014";

    private const int ProtocolVersion = 196_608;
    private const int CancelRequestCode = 80_877_102;

    private readonly IPAddress _client;
    private readonly IPEndPoint _server;
    private readonly Socket _socket;

    /// <summary>Process id and secret, which a CancelRequest repeats.</summary>
    private byte[] _key = [];

    private PostgresSession(IPAddress client, IPEndPoint server, Socket socket)
    {
        _client = client;
        _server = server;
        _socket = socket;
    }

    /// <summary>Logs in as postgres, without a password, from this address of the loopback network.</summary>
    public static async Task<PostgresSession> OpenAsync(IPAddress client, int port)
    {
        var server = new IPEndPoint(IPAddress.Loopback, port);
        var session = new PostgresSession(client, server, await ConnectAsync(client, server));
        var startup = "user\0postgres\0database\0postgres\0\0"u8;
        await session._socket.SendAsync((byte[])[.. Int32(8 + startup.Length), .. Int32(ProtocolVersion), .. startup]);
        session._key = await session.UntilAsync('K');
        await session.UntilAsync('Z');
        return session;
    }

    /// <summary>Starts a query that takes this long.</summary>
    /// <returns>The server's port, when the server is running the query.</returns>
    public async Task<string> StartQueryAsync(TimeSpan time)
    {
        // A notice is sent at once, unlike a result.
        var sql = "DO $$ BEGIN RAISE NOTICE '%', current_setting('port'); "
            + $"PERFORM pg_sleep({time.TotalSeconds:0}); END $$\0";
        await _socket.SendAsync((byte[])[(byte)'Q', .. Int32(4 + sql.Length), .. Encoding.ASCII.GetBytes(sql)]);
        return Field(await UntilAsync('N'), 'M');
    }

    /// <summary>
    /// On a separate connection, which the server closes without an answer, whether or not the key is right.
    /// </summary>
    public async Task CancelAsync()
    {
        using var socket = await ConnectAsync(_client, _server);
        await socket.SendAsync((byte[])[.. Int32(16), .. Int32(CancelRequestCode), .. _key]);
        await socket.ReadToEndAsync();
    }

    /// <returns>How the query ended: the SQLSTATE of its error, or the tag of its success.</returns>
    public async Task<string> OutcomeAsync()
    {
        while (true)
        {
            var (type, body) = await MessageAsync();
            if (type == 'C') return Encoding.ASCII.GetString(body).TrimEnd('\0');
            if (type == 'E') return Field(body, 'C');
        }
    }

    public void Dispose() => _socket.Dispose();

    private static async Task<Socket> ConnectAsync(IPAddress client, IPEndPoint server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(client, 0));
            await socket.ConnectAsync(server, Loopback.Deadline);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <returns>The body of the next message of this type; others before it are skipped, but no error is.</returns>
    private async Task<byte[]> UntilAsync(char wanted)
    {
        while (true)
        {
            var (type, body) = await MessageAsync();
            if (type == wanted) return body;
            if (type == 'E') throw new IOException($"PostgreSQL: {Encoding.ASCII.GetString(body)}");
        }
    }

    private async Task<(char Type, byte[] Body)> MessageAsync()
    {
        var head = await BytesAsync(5);
        return ((char)head[0], await BytesAsync(BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1)) - 4));
    }

    private async Task<byte[]> BytesAsync(int count)
    {
        var bytes = new byte[count];
        await using var stream = new NetworkStream(_socket);
        await stream.ReadExactlyAsync(bytes, Loopback.Deadline);
        return bytes;
    }

    /// <summary>A field of an error or a notice, each of which is a letter and text up to a zero.</summary>
    private static string Field(byte[] body, char letter) =>
        Encoding.ASCII.GetString(body).Split('\0').First(field => field.StartsWith(letter))[1..];

    private static byte[] Int32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
