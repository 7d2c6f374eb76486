using System.Collections.Concurrent;
using System.Text;
using L4Balancer.Admin;
using L4Balancer.Background;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Table;
using L4Balancer.Hosting;
using L4Balancer.Hosting.Operations;
using Microsoft.Extensions.Logging.Abstractions;

namespace L4Balancer.Demo;

/// <summary>
/// The demo in one process: three backends, a balancer in front, a steady load, one backend that dies and
/// comes back, and no client errors.
/// </summary>
internal sealed class DemoRun(TextWriter output, bool isTerminal)
{
    private const int SessionsPerSecond = 200;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<string> _events = new();

    /// <summary>Runs for <paramref name="length"/> or until cancelled.</summary>
    /// <returns>The errors that clients saw.</returns>
    public async Task<long> RunAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        var options = new BalancerOptions
        {
            Logs = NullLoggerFactory.Instance,
            Background = new BackgroundWork(NullLogger.Instance, TimeProvider.System),
        };
        DemoBackend[] backends =
        [
            new("one", options.Background), new("two", options.Background), new("three", options.Background),
        ];
        try
        {
            var config = ConfigText(backends);
            var notices = new NoticeJournal(new EventJournal(options.Time));
            await using var balancer = await Balancer.StartAsync(Parse(config), options, Tell, cancellationToken);
            await using var admin = await DemoAdmin.StartAsync(balancer, notices, options, cancellationToken);
            var address = balancer.Engine.Bound[0].Actual;
            await output.WriteLineAsync($"This configuration runs for {length.TotalSeconds:F0} s:\n\n{config}");
            await output.WriteLineAsync(
                "To try it from another terminal, connect, type a line and see which backend answers:  "
                + $"nc {address.Ip} {address.Port}\n");
            await output.WriteLineAsync($"Dashboard: {admin.Url}\n");

            var load = new DemoLoad(address, SessionsPerSecond);
            await PlayAsync(balancer, backends, load, length, cancellationToken);
            if (load.Errors > 0) await output.WriteLineAsync($"Last client error: {load.LastError}");
            await output.WriteLineAsync($"Served {load.Served} sessions, {load.Errors} client-visible errors.");
            return load.Errors;

            void Tell(Notice notice, string? actor)
            {
                _events.Enqueue(Describe(notice));
                notices.Write(notice, actor);
            }
        }
        finally
        {
            foreach (var backend in backends) await backend.DisposeAsync();
        }
    }

    private static string ConfigText(DemoBackend[] backends) => $$"""
        listeners:
          demo:
            bind: 127.0.0.1:0
            pool: demo
        pools:
          demo:
            policy: power-of-two
            health: { type: tcp, interval: 500ms, timeout: 250ms, rise: 2, fall: 2 }
            backends: [{{string.Join(", ", backends.Select(b => $"127.0.0.1:{b.Port}"))}}]

        """;

    private static BalancerConfig Parse(string text) => ConfigReader.Read("demo", Encoding.UTF8.GetBytes(text)).Config!;

    /// <summary>The script: after a third of the time a backend dies; after two thirds it comes back.</summary>
    private async Task PlayAsync(
        Balancer balancer, DemoBackend[] backends, DemoLoad load, TimeSpan length, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(length);
        var loading = load.RunAsync(stop.Token);
        var script = PlayScriptAsync(backends[1], load, length, stop.Token);
        await DemoScreen.ShowAsync(output, isTerminal, async show =>
        {
            var began = TimeProvider.System.GetTimestamp();
            var served = 0L;
            while (!stop.IsCancellationRequested)
            {
                await Task.Delay(Beat, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                var moment = Look(balancer, backends, load, TimeProvider.System.GetElapsedTime(began), served);
                served = moment.Served;
                show(moment);
            }
        });
        await Task.WhenAll(loading, script);
    }

    private async Task PlayScriptAsync(
        DemoBackend victim, DemoLoad load, TimeSpan length, CancellationToken cancellationToken)
    {
        await Task.Delay(length / 3, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (cancellationToken.IsCancellationRequested) return;
        load.DoBetweenSessions(() =>
        {
            _events.Enqueue($"killed backend {victim.Name}");
            return victim.KillAsync();
        });
        await Task.Delay(length / 3, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (cancellationToken.IsCancellationRequested) return;
        victim.BringBack();
        _events.Enqueue($"brought backend {victim.Name} back");
    }

    private DemoMoment Look(
        Balancer balancer, DemoBackend[] backends, DemoLoad load, TimeSpan elapsed, long servedBefore)
    {
        var pool = balancer.Table.Pools["demo"];
        return new DemoMoment(
            elapsed, load.Served, (load.Served - servedBefore) / Beat.TotalSeconds, balancer.Engine.Counters.Retries,
            load.Errors, [.. backends.Select(b => Look(pool, b, load))], [.. _events]);
    }

    private static DemoBackendMoment Look(PoolView pool, DemoBackend backend, DemoLoad load)
    {
        var index = Array.FindIndex(pool.Set.All, b => b.Address.Port == backend.Port);
        var counters = pool.Set.All[index].Counters;
        return new DemoBackendMoment(
            backend.Name, backend.Port, pool.Set.IsEligible[index] ? "up" : "down", counters.Active, counters.Picks,
            counters.ConnectFailures, load.ServedBy(backend.Name));
    }

    private static string Describe(Notice notice) => notice switch
    {
        BackendUp n => $"backend {n.Address} is up",
        BackendDown n => $"backend {n.Address} is down: {n.Cause}",
        _ => notice.GetType().Name,
    };
}
