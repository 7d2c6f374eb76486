using System.CommandLine;
using System.Text.Json;
using L4Balancer.Bench.Compare;
using L4Balancer.Bench.Compare.Tools;
using L4Balancer.Bench.Switchover.Results;

namespace L4Balancer.Bench.Switchover;

/// <summary>The verb <c>switchover-drill</c>: what clients notice of a planned change of the primary.</summary>
internal static class SwitchoverCommand
{
    public static Command Create()
    {
        var command = new Command(
            "switchover-drill",
            "Writes over long-lived sessions while the roles of two replicated database servers change, through "
            + "HAProxy and l4balancer.");
        foreach (var option in SwitchoverArguments.All) command.Add(option);
        command.SetAction(parsed => RunAsync(parsed).GetAwaiter().GetResult());
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        using var interruption = new Interruption();
        try
        {
            if (!OperatingSystem.IsLinux()) throw new CompareException("switchover-drill runs on Linux only.");
            var (options, missing) = SwitchoverArguments.Read(parsed);
            await RunAsync(options, missing, interruption.Token);
            return BenchExitCodes.Success;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("switchover-drill: interrupted; everything it started was stopped.");
            return BenchExitCodes.Failed;
        }
        catch (CompareException e)
        {
            await Console.Error.WriteLineAsync($"switchover-drill: {e.Message}");
            return e.ExitCode;
        }
    }

    private static async Task RunAsync(
        SwitchoverOptions options, IReadOnlyList<string> missing, CancellationToken stop)
    {
        var report = new SwitchoverReport
        {
            Machine = await MachineFacts.ReadAsync(options.Tools, stop),
            Clients = options.Clients,
            Rounds = options.Rounds,
            Missing = missing,
            Cells = await new SwitchoverRun(options, Console.Error).RunAsync(stop),
        };
        await Console.Out.WriteAsync(SwitchoverTable.Render(report));
        if (options.JsonFile is not { } file) return;
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(report, Comparison.JsonOptions) + "\n", stop);
    }
}
