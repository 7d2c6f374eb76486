using L4Balancer.Bench.Compare;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Switchover.Balancers;
using L4Balancer.Bench.Switchover.Results;
using L4Balancer.Bench.Switchover.Servers;
using L4Balancer.Bench.Switchover.Sessions;

namespace L4Balancer.Bench.Switchover;

/// <summary>Every kind of server with every balancer, round by round, each with new servers.</summary>
internal sealed class SwitchoverRun(SwitchoverOptions options, TextWriter progress)
{
    /// <summary>Clients that are not on the new primary by then are stranded.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    public async Task<IReadOnlyList<SwitchoverCell>> RunAsync(CancellationToken stop)
    {
        var cells = new List<SwitchoverCell>();
        foreach (var kind in options.Servers)
        {
            for (var round = 1; round <= options.Rounds; round++)
            {
                foreach (var balancer in options.Balancers)
                {
                    await progress.WriteLineAsync($"{kind.Name}, {balancer.Name}, round {round} ...");
                    cells.Add(await MeasureAsync(kind, balancer, stop));
                }
            }
        }

        return cells;
    }

    private async Task<SwitchoverCell> MeasureAsync(
        PairKind kind, SwitchoverBalancer balancer, CancellationToken stop)
    {
        await using var stage = new Stage(options.Tools, 2 * options.Clients + 100);
        var pair = await kind.StartAsync(stage, stop);
        await using var pages = balancer.NeedsRolePages ? RolePages.Start(pair) : null;
        var (_, address) = await balancer.StartAsync(stage, pair, pages, stop);

        var load = new WriterLoad(pair, address, options.Clients);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var running = load.RunAsync(end.Token);
        try
        {
            var times = await SwitchAsync(pair, load, stop);
            await end.CancelAsync();
            var writes = await running;
            var written = await pair.WrittenAsync(pair.Second, stop);
            return SwitchoverCell.Of(kind.Name, balancer.Name, writes, times, pair, written);
        }
        catch (WriteException e)
        {
            throw new CompareException($"{kind.Name}: the switch-over failed: {e.Message}");
        }
        finally
        {
            await end.CancelAsync();
            await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<SwitchoverTimes> SwitchAsync(ReplicaPair pair, WriterLoad load, CancellationToken stop)
    {
        await Task.Delay(options.Before, stop);
        var began = load.Now;
        await pair.SwitchAsync(stop);
        var promoted = load.Now;
        await pair.DemoteAsync(stop);
        var demoted = load.Now;
        await Task.Delay(options.After, stop);
        while (!load.IsAllOn(pair.Second.Port) && load.Now - demoted < Patience) await Task.Delay(Step, stop);
        return new SwitchoverTimes(began, promoted);
    }
}
