using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Drill.Balancers;
using L4Balancer.Bench.Drill.Faults;
using L4Balancer.Bench.Drill.Results;
using L4Balancer.Bench.Drill.Servers;
using L4Balancer.Bench.Drill.Sessions;

namespace L4Balancer.Bench.Drill;

/// <summary>Every fault with every balancer, each with new servers, one after another.</summary>
internal sealed class DrillRun(DrillOptions options, int sessionsMax, TextWriter progress)
{
    private const int Servers = 3;

    /// <summary>Before the load, so that every balancer has completed its first health checks.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    public async Task<IReadOnlyList<DrillCell>> RunAsync(IReadOnlyList<Fault> faults, CancellationToken stop)
    {
        var cells = new List<DrillCell>();
        foreach (var fault in faults)
        {
            foreach (var balancer in options.Balancers)
            {
                await progress.WriteLineAsync($"{fault.Name}, {balancer.Name} ...");
                cells.Add(await MeasureAsync(fault, balancer, stop));
            }
        }

        return cells;
    }

    private async Task<DrillCell> MeasureAsync(Fault fault, DrillBalancer balancer, CancellationToken stop)
    {
        await using var stage = new Stage(options.Tools, sessionsMax);
        var servers = new DrillServer[Servers];
        for (var i = 0; i < Servers; i++) servers[i] = await DrillServer.StartAsync(options.Servers, stage, stop);
        var (_, address) = await balancer.StartAsync(
            stage, [.. servers.Select(s => s.Address)], options, stop);
        await Task.Delay(Settling, stop);

        var load = new DrillLoad(options.Servers, address, options.Sessions, options.Rate);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var running = load.RunAsync(end.Token);
        try
        {
            var times = await InjectAsync(fault, servers[1], load, stop);
            return DrillCell.Of(fault.Name, balancer.Name, await running, servers[1].Address.Port, times);
        }
        finally
        {
            await end.CancelAsync();
            await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<FaultTimes> InjectAsync(
        Fault fault, DrillServer server, DrillLoad load, CancellationToken stop)
    {
        await Task.Delay(options.FaultAt, stop);
        var begin = load.Now;
        await fault.BeginAsync(server, stop);
        var (inForce, end) = (load.Now, default(TimeSpan));
        try
        {
            await Task.Delay(options.FaultFor, stop);
        }
        finally
        {
            end = load.Now;
            await fault.EndAsync(server, stop);
        }

        return new FaultTimes(begin, inForce, end, load.Now);
    }
}
