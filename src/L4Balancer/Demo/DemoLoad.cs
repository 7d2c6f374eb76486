using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using L4Balancer.Core;
using L4Balancer.Sockets;

namespace L4Balancer.Demo;

/// <summary>
/// A steady load at a fixed rate: each session connects, sends one line, checks the answer and closes.
/// </summary>
internal sealed class DemoLoad(NetAddress target, int sessionsPerSecond)
{
    private static readonly TimeSpan SessionTimeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, int> _servedBy = new();
    private Func<Task>? _interlude;
    private long _served;
    private long _errors;

    public long Served => Volatile.Read(ref _served);

    public long Errors => Volatile.Read(ref _errors);

    /// <summary>The error of the last failed session.</summary>
    public string LastError { get; private set; } = "";

    public int ServedBy(string backend) => _servedBy.GetValueOrDefault(backend);

    /// <summary>
    /// Runs an action while no session is in progress. No balancer can hide a request that dies with its backend:
    /// data has reached the backend, and it is unknown what it did with it. So the demo kills between two requests.
    /// </summary>
    public void DoBetweenSessions(Func<Task> interlude) => _interlude = interlude;

    /// <summary>Runs until cancelled, then waits for the sessions in progress.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / sessionsPerSecond));
        var running = new List<Task>();
        for (var number = 0; !cancellationToken.IsCancellationRequested; number++)
        {
            running.Add(RunSessionAsync(number));
            if (running.Count >= sessionsPerSecond) running.RemoveAll(t => t.IsCompleted);
            if (Interlocked.Exchange(ref _interlude, null) is { } interlude)
            {
                await Task.WhenAll(running);
                await interlude();
            }

            Task tick = beat.WaitForNextTickAsync(cancellationToken).AsTask();
            await tick.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(running);
    }

    private async Task RunSessionAsync(int number)
    {
        try
        {
            var backend = await AskAsync($"ping {number}");
            _servedBy.AddOrUpdate(backend, 1, static (_, count) => count + 1);
            Interlocked.Increment(ref _served);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or InvalidDataException)
        {
            LastError = e is OperationCanceledException ? "no answer in time" : e.Message;
            Interlocked.Increment(ref _errors);
        }
    }

    /// <summary>Returns the name of the backend that answered.</summary>
    private async Task<string> AskAsync(string line)
    {
        using var deadline = new CancellationTokenSource(SessionTimeout);
        using var socket = target.CreateSocket();
        await socket.ConnectAsync(target.ToEndPoint(), deadline.Token);
        await socket.SendAsync(Encoding.UTF8.GetBytes(line + "\n"), deadline.Token);
        var buffer = new byte[256];
        var length = 0;
        while (length < buffer.Length && !buffer.AsSpan(0, length).Contains((byte)'\n'))
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length), deadline.Token);
            if (read == 0) throw new InvalidDataException("connection closed before the answer");
            length += read;
        }

        var answer = Encoding.UTF8.GetString(buffer, 0, length).Split(": ", 2);
        if (answer.Length != 2 || answer[1] != line + "\n") throw new InvalidDataException("wrong answer");
        return answer[0];
    }
}
