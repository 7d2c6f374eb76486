using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace L4Balancer.Tests.Support;

/// <summary>
/// A connection that implements as much of RESP (the protocol of Redis) as the tests need: commands, and answers that
/// are one value or a list of them.
/// </summary>
internal sealed class RedisConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly StreamReader _reader;

    private RedisConnection(Socket socket)
    {
        _socket = socket;
        _reader = new StreamReader(new NetworkStream(socket), Encoding.Latin1);
    }

    /// <exception cref="SocketException">The connect failed.</exception>
    public static async Task<RedisConnection> OpenAsync(string host, int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, Loopback.Deadline);
            return new RedisConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <exception cref="IOException">The connection ended or broke before the answer was complete.</exception>
    public async Task<string> AskAsync(params IReadOnlyList<string> command)
    {
        await SendAsync(command);
        return await AnswerAsync();
    }

    public async Task SendAsync(params IReadOnlyList<string> command)
    {
        var text = new StringBuilder($"*{command.Count}\r\n");
        foreach (var word in command) text.Append($"${word.Length}\r\n{word}\r\n");
        try
        {
            await _socket.SendAsync(Encoding.Latin1.GetBytes(text.ToString()), Loopback.Deadline);
        }
        catch (SocketException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    public async Task<string> AnswerAsync()
    {
        var line = await _reader.ReadLineAsync(Loopback.Deadline) ?? throw new IOException("closed before the answer");
        switch (line[0])
        {
            case '+' or ':':
                return line[1..];
            case '$':
                var content = new char[int.Parse(line[1..], CultureInfo.InvariantCulture) + 2];
                var length = await _reader.ReadBlockAsync(content, Loopback.Deadline);
                if (length < content.Length) throw new IOException("closed within the answer");
                return new string(content, 0, content.Length - 2);
            case '*':
                var values = new string[int.Parse(line[1..], CultureInfo.InvariantCulture)];
                for (var i = 0; i < values.Length; i++) values[i] = await AnswerAsync();
                return string.Join(' ', values);
            default:
                throw new IOException($"an answer that is no value: {line}");
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _socket.Dispose();
    }
}
