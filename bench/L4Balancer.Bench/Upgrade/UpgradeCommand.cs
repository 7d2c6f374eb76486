using System.CommandLine;
using System.Text.Json;
using L4Balancer.Bench.Compare;
using L4Balancer.Bench.Compare.Tools;
using L4Balancer.Bench.Upgrade.Results;

namespace L4Balancer.Bench.Upgrade;

/// <summary>The verb <c>upgrade-drill</c>: what clients notice when the program of a balancer is replaced.</summary>
internal static class UpgradeCommand
{
    public static Command Create()
    {
        var command = new Command(
            "upgrade-drill",
            "Upgrades HAProxy, nginx and l4balancer under load, each in the ways of its manual, and reports what "
            + "became of their sessions and processes.");
        foreach (var option in UpgradeArguments.All) command.Add(option);
        command.SetAction(parsed => RunAsync(parsed).GetAwaiter().GetResult());
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        using var interruption = new Interruption();
        try
        {
            if (!OperatingSystem.IsLinux()) throw new CompareException("upgrade-drill runs on Linux only.");
            var (options, missing) = UpgradeArguments.Read(parsed);
            await RunAsync(options, missing, interruption.Token);
            return BenchExitCodes.Success;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("upgrade-drill: interrupted; everything it started was stopped.");
            return BenchExitCodes.Failed;
        }
        catch (CompareException e)
        {
            await Console.Error.WriteLineAsync($"upgrade-drill: {e.Message}");
            return e.ExitCode;
        }
    }

    private static async Task RunAsync(UpgradeOptions options, IReadOnlyList<string> missing, CancellationToken stop)
    {
        var report = new UpgradeReport
        {
            Machine = await MachineFacts.ReadAsync(options.Tools, stop),
            Idle = options.Idle,
            Chatty = options.Chatty,
            Rate = options.Rate,
            After = options.After.TotalSeconds,
            Missing = missing,
            Cells = await new UpgradeRun(options, Console.Error).RunAsync(stop),
        };
        await Console.Out.WriteAsync(UpgradeTable.Render(report));
        if (options.JsonFile is not { } file) return;
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(report, Comparison.JsonOptions) + "\n", stop);
    }
}
