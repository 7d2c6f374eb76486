using System.CommandLine;
using L4Balancer.DataPlane;
using L4Balancer.Hosting;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Cli;

/// <summary><c>l4balancer run</c>: the daemon.</summary>
internal static class RunCommand
{
    /// <param name="signals">The installed signal handlers; null to install them now.</param>
    public static Command Create(DaemonSignals? signals)
    {
        var config = CommonOptions.Config();
        var level = OptionValues.Word(
            "--log-level", "The lowest level that is logged. debug adds a line per session.",
            LogLevel.Information);
        var command = new Command("run", "Runs the balancer until SIGTERM; SIGHUP reloads the file.") { config, level };
        command.SetAction(async (parsed, _) =>
        {
            using var takenNow = signals is null ? DaemonSignals.Take() : null;
            return await RunAsync(parsed.GetRequiredValue(config), parsed.GetValue(level), signals ?? takenNow!);
        });
        return command;
    }

    private static async Task<int> RunAsync(string path, LogLevel level, DaemonSignals signals)
    {
        var read = ConfigFile.Read(path);
        if (read.Result.Config is not { } config)
        {
            foreach (var error in read.Result.Errors) await Console.Error.WriteLineAsync(error.ToString());
            return ExitCodes.InvalidConfig;
        }

        // As `check` does. This is not a start failure, which a service manager would retry: an operator must fix it.
        var (errors, _) = NamedFiles.Check(config, isStart: true);
        foreach (var error in errors) await Console.Error.WriteLineAsync($"{path}: {error}");
        if (errors.Count > 0) return ExitCodes.InvalidConfig;

        try
        {
            var hasEndedWell = await DaemonHost.RunAsync(read, level, signals);
            return hasEndedWell ? ExitCodes.Success : ExitCodes.Failed;
        }
        catch (OperationCanceledException) when (signals.Stopping.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped by a signal before startup was complete");
            return ExitCodes.Success;
        }
        catch (ListenerBindException e)
        {
            foreach (var problem in e.Problems) await Console.Error.WriteLineAsync($"{path}: {problem}");
            return ExitCodes.CannotStart;
        }
    }
}
