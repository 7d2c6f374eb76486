using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using L4Balancer.Core;
using L4Balancer.Sockets;

namespace L4Balancer.Demo;

/// <summary>
/// A steady load: so many sessions a second, each connects, asks one line, checks the answer and closes.
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

    /// <summary>What the last session that failed saw.</summary>
    public string LastError { get; private set; } = "";

    public int ServedBy(string backend) => _servedBy.GetValueOrDefault(backend);

    /// <summary>
    /// Does something when no session is under way. A request that dies with its backend is what no balancer can hide:
    /// bytes have reached the backend, and nobody knows what it did with them. So the demo kills between two requests.
    /// </summary>
    public void DoBetweenSessions(Func<Task> interlude) => _interlude = interlude;

    /// <summary>Runs until cancelled, then waits for the sessions that are under way.</summary>
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

    /// <summary>Gives the name of the backend that answered.</summary>
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
            if (read == 0) throw new InvalidDataException("closed before the answer");
            length += read;
        }

        var answer = Encoding.UTF8.GetString(buffer, 0, length).Split(": ", 2);
        if (answer.Length != 2 || answer[1] != line + "\n") throw new InvalidDataException("a wrong answer");
        return answer[0];
    }
}
