using System.Diagnostics;
using System.Net;
using L4Balancer.Bench.Switchover.Servers;

namespace L4Balancer.Bench.Switchover.Sessions;

/// <summary>
/// Clients that write without end, each over one session that it keeps until it is lost, as a pool of connections does:
/// a refused write is no reason to reconnect.
/// </summary>
internal sealed class WriterLoad(ReplicaPair pair, IPEndPoint address, int clients)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>A client that waits longer gives its session up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly int[] _servers = new int[clients]; // Where the last acknowledged write of each client went.
    private long _ids;

    public TimeSpan Now => _clock.Elapsed;

    /// <summary>Whether every client's last acknowledged write went to this server.</summary>
    public bool IsAllOn(int port) => Array.TrueForAll(_servers, server => Volatile.Read(ref server) == port);

    /// <returns>All writes, client by client.</returns>
    public async Task<IReadOnlyList<Write>> RunAsync(CancellationToken stop)
    {
        var all = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => RunAsync(client, stop)));
        return [.. all.SelectMany(writes => writes)];
    }

    private async Task<List<Write>> RunAsync(int client, CancellationToken stop)
    {
        var writes = new List<Write>();
        IWriter? writer = null;
        while (!stop.IsCancellationRequested)
        {
            var (id, begin) = (Interlocked.Increment(ref _ids), Now);
            WriteException? error = null;
            using var late = new CancellationTokenSource(Patience);
            try
            {
                writer ??= await pair.OpenAsync(address, late.Token);
                await writer.WriteAsync(id, late.Token);
            }
            catch (WriteException e)
            {
                error = e;
            }
            catch (OperationCanceledException e)
            {
                error = new WriteException("timeout", isSessionLost: true, e);
            }

            writes.Add(new Write(id, client, begin, Now, writer?.Server ?? 0, error?.Message));
            if (error is null) Volatile.Write(ref _servers[client], writer!.Server);
            if (error is { IsSessionLost: true } && writer is not null)
            {
                await writer.DisposeAsync();
                writer = null;
            }

            await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (writer is not null) await writer.DisposeAsync();
        return writes;
    }
}
