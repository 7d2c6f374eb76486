using System.CommandLine;
using L4Balancer.DataPlane;
using L4Balancer.Handover;
using L4Balancer.Handover.Messages;
using L4Balancer.Hosting;
using L4Balancer.Hosting.Store;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Cli;

/// <summary><c>l4balancer run</c>: the daemon.</summary>
internal static class RunCommand
{
    /// <param name="checkpoint">See <see cref="BalancerOptions.HandoverCheckpoint"/>.</param>
    /// <param name="signals">The installed signal handlers; null to install them now.</param>
    public static Command Create(DaemonSignals? signals, Action<bool, HandoverStep>? checkpoint)
    {
        var config = CommonOptions.Config();
        var level = OptionValues.Word(
            "--log-level", "The lowest level that is logged. debug adds a line per session.",
            LogLevel.Information);
        var takeOver = new Option<bool>("--take-over") { Hidden = true, Description = "Used by an upgrade." };
        var protocol = OptionValues.Number(
            "--handover-protocol", "For tests: the version of the handover that a successor says it speaks.", 1,
            1_000_000, Hello.Current);
        protocol.Hidden = true;
        var command = new Command("run", "Runs the balancer until SIGTERM; SIGHUP reloads the file.")
        {
            config, level, takeOver, protocol,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var takenNow = signals is null ? DaemonSignals.Take() : null;
            using var successor = OperatingSystem.IsLinux() && parsed.GetValue(takeOver)
                ? Takeover.Open(checkpoint)
                : null;
            return await RunAsync(
                parsed.GetRequiredValue(config), parsed.GetValue(level), signals ?? takenNow!, successor,
                parsed.GetValue(protocol), checkpoint);
        });
        return command;
    }

    /// <param name="successor">For a process that takes over; null if it begins anew.</param>
    /// <param name="protocol">The version of the handover that it speaks.</param>
    private static async Task<int> RunAsync(
        string path, LogLevel level, DaemonSignals signals, Successor? successor, int protocol,
        Action<bool, HandoverStep>? checkpoint)
    {
        var read = ConfigFile.Read(path);
        var errors = ErrorsOf(read);
        foreach (var error in errors) await Console.Error.WriteLineAsync(error);
        if (errors.Count > 0)
        {
            Refuse(successor, errors);
            return ExitCodes.InvalidConfig;
        }

        try
        {
            using var stored = OperatingSystem.IsLinux() && successor is null ? StoredDescriptors.Take() : null;
            var takeover = OperatingSystem.IsLinux() && successor is not null
                ? Takeover.Begin(successor, read, protocol)
                : null;
            var hasEndedWell = await DaemonHost.RunAsync(
                takeover is null || !OperatingSystem.IsLinux() ? read : takeover.InForce, level, signals, takeover,
                stored, checkpoint);
            return hasEndedWell ? ExitCodes.Success : ExitCodes.Failed;
        }
        catch (OperationCanceledException) when (signals.Stopping.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped by a signal before startup was complete");
            return ExitCodes.Success;
        }
        catch (HandoverException e)
        {
            Refuse(successor, [e.Message]);
            await Console.Error.WriteLineAsync($"Did not take over: {e.Message}");
            return ExitCodes.CannotStart;
        }
        catch (ListenerBindException e)
        {
            Refuse(successor, e.Problems);
            foreach (var problem in e.Problems) await Console.Error.WriteLineAsync($"{path}: {problem}");
            return ExitCodes.CannotStart;
        }
    }

    private static void Refuse(Successor? successor, IReadOnlyList<string> reasons)
    {
        if (OperatingSystem.IsLinux()) successor?.Refuse(reasons);
    }

    /// <summary>As `check` does. These are no failures of the start, which a service manager would retry.</summary>
    private static IReadOnlyList<string> ErrorsOf(LoadedConfig read)
    {
        if (read.Result.Config is not { } config) return [.. read.Result.Errors.Select(error => error.ToString())];
        var (errors, _) = NamedFiles.Check(config, isStart: true);
        return [.. errors.Select(error => $"{read.Path}: {error}")];
    }
}
