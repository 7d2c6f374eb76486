using L4Balancer.Bench.Compare;
using L4Balancer.Bench.Compare.Backends;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Upgrade.Balancers;
using L4Balancer.Bench.Upgrade.Results;
using L4Balancer.Bench.Upgrade.Sessions;

namespace L4Balancer.Bench.Upgrade;

/// <summary>One balancer after another, each in front of a new echo server.</summary>
internal sealed class UpgradeRun(UpgradeOptions options, TextWriter progress)
{
    public async Task<IReadOnlyList<UpgradeCell>> RunAsync(CancellationToken stop)
    {
        var cells = new List<UpgradeCell>();
        foreach (var balancer in options.Balancers)
        {
            await progress.WriteLineAsync($"{balancer.Name} ...");
            cells.Add(await MeasureAsync(balancer, stop));
        }

        return cells;
    }

    private async Task<UpgradeCell> MeasureAsync(UpgradedBalancer balancer, CancellationToken stop)
    {
        await using var stage = new Stage(options.Tools, options.Idle + options.Chatty + 1000);
        var server = await new OwnBackend("echo").StartAsync(stage, NetworkPlace.Here, stop);
        var address = await balancer.StartAsync(stage, server, stop);

        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var (pauses, connectPauses) = (new PauseWatch(), new PauseWatch());
        var sessions = new LongSessions(address, pauses, stop);
        await OpenAsync(balancer, sessions);
        var connects = new ConnectLoad(address, options.Rate, connectPauses, stop);
        var processes = new ProcessWatch(balancer);
        var connecting = connects.RunAsync(end.Token);
        await Task.Delay(options.Before, stop);

        var (before, old) = (processes.Bytes(), processes.Running());
        var watching = processes.RunAsync(end.Token);
        pauses.Mark();
        connectPauses.Mark();
        try
        {
            await balancer.UpgradeAsync(stage, stop);
            await Task.Delay(options.After, stop);
        }
        finally
        {
            await end.CancelAsync();
            await watching;
            await connecting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var running = processes.Running();
        if (!running.Except(old).Any()) throw new CompareException($"{balancer.Name}: no new process has come.");
        var left = running.Intersect(old).Count(id => id != balancer.Remaining);
        var after = processes.Bytes();
        var results = await sessions.EndAsync();
        return new UpgradeCell
        {
            Balancer = balancer.Name,
            Way = balancer.Title,
            Kept = results.Count(lost => lost is null),
            Lost = results.OfType<string>().CountBy(kind => kind).ToDictionary(),
            OldProcesses = left,
            PauseBeforeMilliseconds = pauses.LongestBefore.TotalMilliseconds,
            PauseMilliseconds = pauses.LongestAfter.TotalMilliseconds,
            Connects = connects.Count,
            ConnectErrors = connects.Errors.CountBy(kind => kind).ToDictionary(),
            ConnectMilliseconds = connectPauses.LongestAfter.TotalMilliseconds,
            BytesBefore = before,
            BytesMost = processes.MostBytes,
            BytesAfter = after,
        };
    }

    private async Task OpenAsync(UpgradedBalancer balancer, LongSessions sessions)
    {
        try
        {
            await sessions.OpenAsync(options.Idle, options.Chatty);
        }
        catch (EchoException e)
        {
            throw new CompareException($"{balancer.Name}: the sessions cannot be opened: {e.Message}");
        }
    }
}
