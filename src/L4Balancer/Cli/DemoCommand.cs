using System.CommandLine;
using System.Runtime.InteropServices;
using L4Balancer.Demo;

namespace L4Balancer.Cli;

/// <summary><c>l4balancer demo</c>: shows balancing and failover without any other server.</summary>
internal static class DemoCommand
{
    private const int SecondsMin = 3;
    private const int SecondsMax = 86_400;

    public static Command Create()
    {
        var seconds = OptionValues.Number(
            "--seconds", $"Duration in seconds, {SecondsMin} to {SecondsMax}.", SecondsMin, SecondsMax, usual: 15);
        var command = new Command(
            "demo", "Balances across three backends inside this process, kills one and brings it back.") { seconds };
        command.SetAction((parsed, _) => RunAsync(TimeSpan.FromSeconds(parsed.GetValue(seconds))));
        return command;
    }

    /// <summary>A signal ends the demo early; its last line is still printed.</summary>
    private static async Task<int> RunAsync(TimeSpan length)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var errors = await new DemoRun(Console.Out, !Console.IsOutputRedirected).RunAsync(length, stop.Token);
        return errors == 0 ? ExitCodes.Success : ExitCodes.DemoErrors;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }
}
