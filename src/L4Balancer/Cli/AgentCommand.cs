using System.CommandLine;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using L4Balancer.Hosting;
using L4Balancer.ServerAgent;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Cli;

/// <summary><c>l4balancer agent</c>: runs on a server and reports how busy it is.</summary>
internal static class AgentCommand
{
    public static Command Create()
    {
        var options = new AgentOptions();
        var command = new Command(
            "agent", "Runs on a backend's server and reports its weight to balancers that ask, HAProxy included.");
        foreach (var option in options.All) command.Options.Add(option);
        command.SetAction((parsed, _) => RunAsync(options.SettingsOf(parsed)));
        return command;
    }

    private static async Task<int> RunAsync(AgentSettings settings)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var logs = LoggerFactory.Create(logging => DaemonHost.AddLogging(logging, LogLevel.Information));
        try
        {
            await AgentHost.RunAsync(settings, new ProcReader(), logs.CreateLogger("l4balancer.agent"), stop.Token);
            return ExitCodes.Success;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCodes.Success;
        }
        catch (SocketException e)
        {
            await Console.Error.WriteLineAsync($"--bind: {settings.Bind} cannot be bound: {e.Message}");
            return ExitCodes.CannotStart;
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }
}
