using System.Globalization;
using L4Balancer.Core;
using L4Balancer.Core.Health;
using L4Balancer.Probes.Managed;
using L4Balancer.Programs;

namespace L4Balancer.Probes.Commands;

/// <summary>
/// Runs a program, which finds the backend in its environment: exit status 0 is good. The timeout kills it and all that
/// it has started.
/// </summary>
internal sealed class CommandProbe(CommandProbeSpec spec, ProbeServices services) : IProbe
{
    public async Task<ProbeOutcome> RunAsync(NetAddress address, CancellationToken cancellationToken)
    {
        var program = spec.Command[0];

        // That the program is missing says nothing about any backend.
        if (!File.Exists(program)) throw new LocalShortageException($"{program} does not exist");
        await EnterAsync(cancellationToken);
        try
        {
            var output = new ProgramOutput();
            var end = await ProgramRun.RunAsync(spec.Command, FactsOf(address), default, output, cancellationToken);
            if (end.WhyNotStarted is { } why) throw new LocalShortageException(why);
            return end.ExitCode == 0 ? ProbeOutcome.Good : ProbeOutcome.Bad(CauseOf(end.ExitCode, output));
        }
        finally
        {
            services.Commands.Release();
        }
    }

    /// <summary>Waiting for a place is no fault of the backend.</summary>
    private async Task EnterAsync(CancellationToken cancellationToken)
    {
        try
        {
            await services.Commands.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            throw new LocalShortageException(
                $"{Limits.ProbeCommandsMax} command probes were running all the time that it had");
        }
    }

    private static IEnumerable<(string Name, string? Value)> FactsOf(NetAddress address) =>
    [
        ("L4BALANCER_BACKEND", address.ToString()),
        ("L4BALANCER_BACKEND_ADDRESS", address.Ip?.ToString()),
        ("L4BALANCER_BACKEND_PORT", address.Ip is null ? null : address.Port.ToString(CultureInfo.InvariantCulture)),
        ("L4BALANCER_BACKEND_SOCKET", address.UnixPath),
    ];

    private static string CauseOf(int? status, ProgramOutput output) =>
        output.FirstLine is { } line ? $"exit status {status}: {line}" : $"exit status {status}";
}
