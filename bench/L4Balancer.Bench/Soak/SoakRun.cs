using System.Text.Json;
using L4Balancer.Bench.Compare;
using L4Balancer.Bench.Soak.Results;
using L4Balancer.Bench.Soak.Sides;

namespace L4Balancer.Bench.Soak;

/// <summary>Opens all sessions, upgrades the daemon again and again, and compares what both ends have sent and got.
/// </summary>
internal sealed class SoakRun(SoakOptions options, TextWriter progress)
{
    /// <summary>Before the first round, so that those that wait have reached their line.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    public async Task<SoakReport> RunAsync(CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("l4balancer-soak-");
        try
        {
            return await RunAsync(folder.FullName, stop);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<SoakReport> RunAsync(string folder, CancellationToken stop)
    {
        await using var backends = SideProcess.Start("backends");
        var port = await backends.ReplyAsync<int>(stop);
        await using var daemon = SoakDaemon.Start(options, folder, port);
        if (await daemon.PortsAsync(stop) is not [var main, var proxied, var silent, var queued])
            throw new CompareException("The daemon has other listeners.");
        await using var clients = SideProcess.Start("clients");
        var plan = new ClientPlan(options.Kinds, main, proxied, silent, queued, options.Seed);
        await clients.AskAsync<ClientCount>(JsonSerializer.Serialize(plan), stop);
        await Task.Delay(Settling, stop);
        await progress.WriteLineAsync($"{options.Sessions} sessions are open.");
        var rounds = new List<SoakRound>();
        try
        {
            for (var number = 1; number <= options.Upgrades; number++)
                rounds.Add(await UpgradeAsync(number, daemon, clients, stop));
        }
        catch (CompareException e)
        {
            await progress.WriteLineAsync(e.Message);
        }

        await clients.SendAsync("finish");
        await backends.SendAsync("finish");
        var ofClients = await clients.AskAsync<StreamResult[]>("results", stop);
        var ofBackends = await backends.AskAsync<StreamResult[]>("results", stop);
        return SoakReport.Of(options, rounds, ofClients, ofBackends);
    }

    private async Task<SoakRound> UpgradeAsync(
        int number, SoakDaemon daemon, SideProcess clients, CancellationToken stop)
    {
        await clients.AskAsync<ClientCount>("turn", stop);
        await clients.AskAsync<ClientCount>("mark", stop);
        await Task.Delay(options.Pause, stop);
        var before = await clients.AskAsync<ClientCount>("mark", stop);
        var report = await daemon.UpgradeAsync(stop);
        await Task.Delay(options.Pause, stop);
        var seen = await clients.AskAsync<ClientCount>("mark", stop);
        var round = new SoakRound
        {
            Number = number,
            Sessions = report.Sessions,
            Pause = report.PauseMilliseconds,
            Parts = daemon.Parts,
            Worst = seen.Worst,
            Percentile99 = seen.Percentile99,
            WorstBefore = before.Worst,
            Answers = seen.Answers,
            Faults = seen.Faults,
            Processes = daemon.Processes.Count,
            Descriptors = daemon.Descriptors,
            ResidentBytes = daemon.ResidentBytes,
        };
        await progress.WriteLineAsync(SoakTable.Line(round));
        return round;
    }
}
