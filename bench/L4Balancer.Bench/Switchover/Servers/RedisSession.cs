using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using L4Balancer.Bench.Switchover.Sessions;

namespace L4Balancer.Bench.Switchover.Servers;

/// <summary>A session with Redis: inline commands and RESP2 answers (https://redis.io/docs/reference/protocol-spec).
/// </summary>
internal sealed class RedisSession : IAsyncDisposable
{
    private readonly NetworkStream _stream;
    private readonly StreamReader _reader;

    private RedisSession(Socket socket)
    {
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reader = new StreamReader(_stream, Encoding.Latin1);
    }

    /// <exception cref="WriteException">It cannot be connected.</exception>
    public static async Task<RedisSession> ConnectAsync(IPEndPoint address, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, stop);
            return new RedisSession(socket);
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is not SocketException failure) throw;
            throw new WriteException($"{failure.SocketErrorCode}", isSessionLost: true, e);
        }
    }

    /// <returns>The answer; the elements of an array, one per line.</returns>
    /// <exception cref="WriteException">It is an error, or there is none.</exception>
    public async Task<string> AskAsync(string command, CancellationToken stop)
    {
        try
        {
            await _stream.WriteAsync(Encoding.Latin1.GetBytes(command + "\r\n"), stop);
            return await ReadAsync(stop);
        }
        catch (IOException e)
        {
            var kind = e.InnerException is SocketException s ? $"{s.SocketErrorCode}" : "closed";
            throw new WriteException(kind, isSessionLost: true, e);
        }
    }

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        return _stream.DisposeAsync();
    }

    private async Task<string> ReadAsync(CancellationToken stop)
    {
        var line = await _reader.ReadLineAsync(stop) ?? throw new WriteException("closed", isSessionLost: true);
        switch (line[0])
        {
            case '-':
                throw new WriteException(line[1..].Split(' ')[0], isSessionLost: false);
            case '$':
                return await ReadBulkAsync(int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture), stop);
            case '*':
                var items = new List<string>();
                for (var left = int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture); left > 0; left--)
                    items.Add(await ReadAsync(stop));
                return string.Join('\n', items);
            default:
                return line[1..];
        }
    }

    private async Task<string> ReadBulkAsync(int length, CancellationToken stop)
    {
        if (length < 0) return "";
        var text = new char[length + 2];
        var read = await _reader.ReadBlockAsync(text, stop);
        return read == text.Length ? new string(text, 0, length) : throw new WriteException("closed", true);
    }
}
