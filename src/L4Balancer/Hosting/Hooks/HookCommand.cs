using System.Globalization;
using L4Balancer.Programs;

namespace L4Balancer.Hosting.Hooks;

/// <summary>
/// Runs the program of a hook: the event on its standard input, a few facts in its environment.
/// </summary>
internal static class HookCommand
{
    /// <param name="timeout">Cancelled when the run has to end: all of its processes are killed.</param>
    /// <exception cref="OperationCanceledException">It was.</exception>
    public static async Task<HookOutcome> RunAsync(
        IReadOnlyList<string> command, HookMessage message, ProgramOutput output, CancellationToken timeout)
    {
        byte[] line = [.. message.ToJson(), (byte)'\n'];
        var end = await ProgramRun.RunAsync(command, FactsOf(message), line, output, timeout);
        return end.WhyNotStarted is { } why
            ? new HookOutcome(why, "")
            : new HookOutcome(end.ExitCode == 0 ? null : $"exit status {end.ExitCode}", output.ToString());
    }

    private static IEnumerable<(string Name, string? Value)> FactsOf(HookMessage message) =>
    [
        ("L4BALANCER_EVENT", message.Kind),
        ("L4BALANCER_EVENT_ID", message.Id.ToString(CultureInfo.InvariantCulture)),
        ("L4BALANCER_AT", message.At.ToString("O", CultureInfo.InvariantCulture)),
        ("L4BALANCER_SEVERITY", message.Severity),
        ("L4BALANCER_POOL", message.Pool),
        ("L4BALANCER_BACKEND", message.Backend),
        ("L4BALANCER_MESSAGE", message.Message),
    ];
}
