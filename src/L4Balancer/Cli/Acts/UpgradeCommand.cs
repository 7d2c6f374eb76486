using System.CommandLine;
using L4Balancer.Admin.Model;
using L4Balancer.Cli.Connection;
using L4Balancer.Cli.Output;
using L4Balancer.Core;

namespace L4Balancer.Cli.Acts;

/// <summary><c>l4balancer upgrade</c>: like SIGUSR2, with an answer.</summary>
internal static class UpgradeCommand
{
    /// <summary>
    /// Of the answer: the daemon waits for each of three steps of its successor's start, and then for those of the
    /// handover.
    /// </summary>
    private static readonly TimeSpan Patience = 3 * Limits.HandoverStartPatience + AdminVerb.Patience;

    public static Command Create(AdminVerb verbs) => verbs.Create(
        "upgrade", "Starts the installed version of the daemon, which takes over all sessions.", [], RunAsync,
        Patience);

    private static async Task<int> RunAsync(AdminCall call)
    {
        var answer = await call.Client.ActAsync(new AdminAct(HttpMethod.Post, "/v1/upgrade"), call.Stop);
        var report = call.Client.Read<UpgradeReport>(answer);
        if (call.IsJson) call.PrintJson(answer);
        else call.Page.Line(Words(report));
        return ExitCodes.Success;
    }

    private static string Words(UpgradeReport report) => report.Declined is { } cause
        ? $"Process {report.Successor} accepts clients from here on. It cannot take the sessions over ({cause}): "
            + $"{Figures.Of(report.Draining, "session")} may end in the old process, within shutdown-grace."
        : $"Process {report.Successor} has taken over {Figures.Of(report.Sessions, "session")}, which paused for "
            + $"{report.PauseMilliseconds:0.#} ms.";
}
