using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace L4Balancer.Bench.Drill.Sessions;

/// <summary>
/// Short sessions at a fixed rate, whatever becomes of the earlier ones (open loop): connect, ask the Redis for its
/// port, close. The answer shows which server it was.
/// </summary>
internal sealed class DrillLoad(IPEndPoint address, int sessions, int rate)
{
    /// <summary>A client that waits longer has gone.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private const int AnswerBytesMax = 256;

    private static readonly byte[] Question = "CONFIG GET port\r\n"u8.ToArray();

    /// <summary>How the answer ends up to the length of the port, which has four or five digits.</summary>
    private static readonly byte[] Name = "port\r\n$"u8.ToArray();

    private readonly Stopwatch _clock = new();

    /// <summary>Since the start of <see cref="RunAsync"/>.</summary>
    public TimeSpan Now => _clock.Elapsed;

    /// <returns>All sessions, in their order.</returns>
    public async Task<DrillSession[]> RunAsync(CancellationToken stop)
    {
        var running = new List<Task<DrillSession>>(sessions);
        _clock.Restart();
        for (var i = 0; i < sessions; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / rate);
            if (due - Now is { Ticks: > 0 } early) await Task.Delay(early, stop);
            running.Add(OneAsync(due, stop));
        }

        return await Task.WhenAll(running);
    }

    private async Task<DrillSession> OneAsync(TimeSpan due, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        end.CancelAfter(Timeout);
        try
        {
            var server = await AskAsync(address, end.Token);
            return new DrillSession(due, Now - due, server, server == 0 ? "no answer" : null);
        }
        catch (SocketException e)
        {
            return new DrillSession(due, Now - due, 0, e.SocketErrorCode.ToString());
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new DrillSession(due, Now - due, 0, "timeout");
        }
    }

    /// <summary>One session.</summary>
    /// <returns>The port of the server; 0 if the connection was closed without an answer.</returns>
    /// <exception cref="SocketException">It was refused or reset.</exception>
    public static async Task<int> AskAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.NoDelay = true;
        await socket.ConnectAsync(address, cancellationToken);
        await socket.SendAsync(Question, cancellationToken);
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

    /// <summary>The port in an answer; 0 if it is not whole.</summary>
    public static int PortIn(ReadOnlySpan<byte> answer)
    {
        var at = answer.IndexOf(Name);
        if (at < 0) return 0;
        var value = answer[(at + Name.Length)..];
        var line = value.IndexOf("\r\n"u8);
        if (line < 0 || !Utf8Parser.TryParse(value[..line], out int digits, out _)) return 0;
        value = value[(line + 2)..];
        if (value.Length < digits + 2) return 0;
        return Utf8Parser.TryParse(value[..digits], out int port, out _) ? port : 0;
    }
}
