using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Drill.Servers;

/// <summary>Redis; health checks are a PING.</summary>
internal sealed class RedisKind : ServerKind
{
    private const int AnswerBytesMax = 256;

    private static readonly byte[] Question = "CONFIG GET port\r\n"u8.ToArray();

    /// <summary>How the answer ends up to the length of the port, which has four or five digits.</summary>
    private static readonly byte[] PortName = "port\r\n$"u8.ToArray();

    public override string Name => "redis";

    public override string Title => "Redis";

    public override string HaproxyCheck => """
        option tcp-check
        tcp-check send PING\r\n
        tcp-check expect string +PONG
        timeout check 1s
        """;

    public override string OwnProbe => "type: tcp, send: \"PING\\r\\n\", expect: +PONG";

    public override string? Missing(Toolbox tools) => tools.RedisServer is null ? "redis-server" : null;

    public override string[] CommandOf(Stage stage, int port, string folder) =>
    [
        stage.Tools.RedisServer!, "--bind", "127.0.0.1", "--port", $"{port}", "--save", "", "--appendonly", "no",
        "--daemonize", "no", "--dir", folder, "--maxclients", "10000", "--tcp-backlog", "4096",
    ];

    public override async Task<int> AskAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.NoDelay = true;
        try
        {
            await socket.ConnectAsync(address, cancellationToken);
            await socket.SendAsync(Question, cancellationToken);
            return await ReadPortAsync(socket, cancellationToken);
        }
        catch (SocketException e)
        {
            throw new DrillSessionException(e.SocketErrorCode.ToString(), e);
        }
    }

    /// <summary>The port in an answer; 0 if it is not whole.</summary>
    public static int PortIn(ReadOnlySpan<byte> answer)
    {
        var at = answer.IndexOf(PortName);
        if (at < 0) return 0;
        var value = answer[(at + PortName.Length)..];
        var line = value.IndexOf("\r\n"u8);
        if (line < 0 || !Utf8Parser.TryParse(value[..line], out int digits, out _)) return 0;
        value = value[(line + 2)..];
        if (value.Length < digits + 2) return 0;
        return Utf8Parser.TryParse(value[..digits], out int port, out _) ? port : 0;
    }

    private static async Task<int> ReadPortAsync(Socket socket, CancellationToken cancellationToken)
    {
        var answer = new byte[AnswerBytesMax];
        for (var length = 0; length < answer.Length;)
        {
            var read = await socket.ReceiveAsync(answer.AsMemory(length), cancellationToken);
            if (read == 0) return 0;
            length += read;
            if (PortIn(answer.AsSpan(0, length)) is > 0 and var port) return port;
        }

        return 0;
    }
}
