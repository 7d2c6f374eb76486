using System.Collections.Concurrent;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Servers.SwitchOvers;

/// <summary>
/// What an application does with a client library: several tasks write, each again and again, and simply go on after an
/// error. The library keeps the connections.
/// </summary>
/// <param name="write">Writes a value, and returns the port of the server that took it.</param>
internal sealed class PoolOfClients(Func<int, Task<int>> write) : IAsyncDisposable
{
    private const int Tasks = 6;

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<int, int> _acknowledged = new();
    private readonly ConcurrentDictionary<string, int> _errors = new();
    private readonly int[] _servers = new int[Tasks]; // Of the last write of each task; 0 after an error.
    private readonly List<Task> _running = [];
    private int _values;

    /// <summary>The values that a server has acknowledged, and its port.</summary>
    public IReadOnlyDictionary<int, int> Acknowledged => _acknowledged;

    /// <summary>Errors by type and text, as the application sees them.</summary>
    public IReadOnlyDictionary<string, int> Errors => _errors;

    public void Start() => _running.AddRange(Enumerable.Range(0, Tasks).Select(task => Task.Run(() => RunAsync(task))));

    /// <summary>Every task has written to this server, and the last write of each went there.</summary>
    public Task AllWriteToAsync(int port) => Eventually.HoldsAsync(
        () => Array.TrueForAll(_servers, server => Volatile.Read(ref server) == port),
        () => $"all write to {port}, but: {string.Join(", ", _servers)}; errors: {Shown}",
        Loopback.Patience * 3);

    /// <summary>Stops, and waits for the last writes.</summary>
    public async Task EndAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        await TestContext.Out.WriteLineAsync($"{_acknowledged.Count} writes, errors: {Shown}");
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _stop.Dispose();
    }

    private string Shown => string.Join("; ", _errors.Select(e => $"{e.Value} x {e.Key}"));

    private async Task RunAsync(int task)
    {
        while (!_stop.IsCancellationRequested)
        {
            var value = Interlocked.Increment(ref _values);
            try
            {
                var server = await write(value);
                _acknowledged[value] = server;
                Volatile.Write(ref _servers[task], server);
            }
            catch (Exception e) when (e is not AssertionException)
            {
                _errors.AddOrUpdate($"{e.GetType().Name}: {e.Message}", 1, (_, count) => count + 1);
                Volatile.Write(ref _servers[task], 0);
            }

            await Task.Delay(5);
        }
    }
}
