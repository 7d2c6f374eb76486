using System.CommandLine;
using L4Balancer.Admin.Model;
using L4Balancer.Cli.Connection;
using L4Balancer.Cli.Output;

namespace L4Balancer.Cli.Acts;

/// <summary>
/// <c>l4balancer reload</c>: like SIGHUP, with an answer. A file with errors is refused, and all errors are listed.
/// </summary>
internal static class ReloadCommand
{
    public static Command Create(AdminVerb verbs, ActOptions options)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would change; change nothing." };
        return verbs.Create(
            "reload", "Makes the daemon read its config file again, and lists the changes.",
            [dryRun, options.IfGeneration],
            call => RunAsync(call, call.Parsed.GetValue(dryRun), call.Parsed.GetValue(options.IfGeneration)));
    }

    private static async Task<int> RunAsync(AdminCall call, bool isDryRun, long? ifGeneration)
    {
        var path = isDryRun ? "/v1/reload?dry-run=true" : "/v1/reload";
        var answer = await call.Client.ActAsync(
            new AdminAct(HttpMethod.Post, path) { IfGeneration = ifGeneration }, call.Stop);
        var report = call.Client.Read<ReloadReport>(answer);
        if (call.IsJson) call.PrintJson(answer);
        else Print(call.Page, report);
        foreach (var warning in report.Warnings) await Console.Error.WriteLineAsync($"{warning} [warning]");
        return ExitCodes.Success;
    }

    private static void Print(Page page, ReloadReport report)
    {
        foreach (var change in report.Changes) page.Line(Describe(change), ToneOf(change));
        foreach (var key in report.NeedsRestart)
            page.Line($"{key}: takes effect with `l4balancer upgrade` or a restart", Tone.Warning);
        var changes = report.Changes.Count == 0 ? "no changes" : Figures.Of(report.Changes.Count, "change");
        page.Line(report.IsDryRun
            ? $"The file is valid: {changes} (dry run, nothing was done)."
            : $"Reloaded: {changes} (generation {report.Generation})");
    }

    private static string Describe(ConfigChange change) => change switch
    {
        { Before: null } => $"+ {change.Path}: {change.After}",
        { After: null } => $"- {change.Path}: {change.Before}",
        _ => $"~ {change.Path}: {change.Before} -> {change.After}",
    };

    private static Tone ToneOf(ConfigChange change) => change switch
    {
        { Before: null } => Tone.Good,
        { After: null } => Tone.Bad,
        _ => Tone.Warning,
    };
}
