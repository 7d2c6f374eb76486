using System.CommandLine;
using System.Text.Json;
using L4Balancer.Bench.Compare;
using L4Balancer.Bench.Compare.Tools;
using L4Balancer.Bench.Drill.Faults;
using L4Balancer.Bench.Drill.Results;

namespace L4Balancer.Bench.Drill;

/// <summary>The verb <c>failover-drill</c>: what clients notice of a server that fails, with each balancer.</summary>
internal static class DrillCommand
{
    public static Command Create(string[] arguments)
    {
        var command = new Command(
            "failover-drill",
            "Short sessions over three Redis or MariaDB servers while one of them fails, through HAProxy, nginx and "
            + "l4balancer.");
        foreach (var option in DrillArguments.All) command.Add(option);
        command.SetAction(parsed => RunAsync(parsed, arguments).GetAwaiter().GetResult());
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, string[] arguments)
    {
        using var interruption = new Interruption();
        try
        {
            if (!OperatingSystem.IsLinux()) throw new CompareException("failover-drill runs on Linux only.");
            var (options, missing) = DrillArguments.Read(parsed);
            if (!OwnNetwork.IsHere && OwnNetwork.IsPossible(options.Tools))
                return await OwnNetwork.RunAgainAsync(options.Tools, arguments, interruption.Token);
            await RunAsync(options, missing, interruption.Token);
            return BenchExitCodes.Success;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("failover-drill: interrupted; everything it started has been stopped.");
            return BenchExitCodes.Failed;
        }
        catch (CompareException e)
        {
            await Console.Error.WriteLineAsync($"failover-drill: {e.Message}");
            return e.ExitCode;
        }
    }

    private static async Task RunAsync(DrillOptions options, IReadOnlyList<string> missing, CancellationToken stop)
    {
        Fault[] faults = [.. FaultList.Create(options).Where(f => options.Faults.Contains(f.Name))];
        var run = new DrillRun(options, options.Sessions + 1000, Console.Error);
        var report = new DrillReport
        {
            Machine = await MachineFacts.ReadAsync(options.Tools, stop),
            Servers = options.Servers.Title,
            Policy = options.Policy,
            WeighBy = options.WeighBy,
            Sessions = options.Sessions,
            Rate = options.Rate,
            FaultAt = options.FaultAt.TotalSeconds,
            FaultFor = options.FaultFor.TotalSeconds,
            Missing = missing,
            Cells = await run.RunAsync(faults, stop),
        };
        await Console.Out.WriteAsync(DrillTable.Render(report, faults));
        if (options.JsonFile is not { } file) return;
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(report, Comparison.JsonOptions) + "\n", stop);
    }
}
