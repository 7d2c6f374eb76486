using System.CommandLine;
using L4Balancer.Admin.Model;
using L4Balancer.Cli.Completion;
using L4Balancer.Cli.Connection;
using L4Balancer.Cli.Output;
using L4Balancer.Core;

namespace L4Balancer.Cli.Views;

/// <summary><c>l4balancer sources</c>: where connections come from, and who is refused.</summary>
internal static class SourcesCommand
{
    public static Command Create(AdminVerb verbs, LiveNames names)
    {
        var listener = new Argument<string?>("LISTENER")
        {
            Description = "Show only this listener.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        listener.CompletionSources.Add(names.Listeners);
        var sort = OptionValues.Word(
            "--sort", "Sort order: most connections, sessions or refused connections first.", SourceRank.Connections);
        var limit = OptionValues.Number(
            "--limit", $"Maximum number of sources, 1 to {Limits.SourcesListedMax}.", 1, Limits.SourcesListedMax,
            usual: 20);
        return verbs.Create(
            "sources", "Shows the sources of connections: sessions, new and refused connections of each.",
            [listener, sort, limit],
            async call =>
            {
                var order = call.Parsed.GetValue(sort).ToString().ToLowerInvariant();
                var path = $"/v1/sources?order={order}&limit={call.Parsed.GetValue(limit)}";
                if (call.Parsed.GetValue(listener) is { } wanted) path += $"&listener={Uri.EscapeDataString(wanted)}";
                var answer = await call.Client.GetAsync(path, call.Stop);
                if (call.IsJson) call.PrintJson(answer);
                else Write(call.Page, call.Client.Read<SourceReport>(answer));
                return ExitCodes.Success;
            });
    }

    private static void Write(Page page, SourceReport report)
    {
        if (report.Sources.Count == 0)
        {
            page.Line("No sources of recent connections.");
        }
        else
        {
            var table = new TextTable(
                new("LISTENER"), new("SOURCE"), new("SESSIONS", IsRight: true), new("NEW/MIN", IsRight: true),
                new("REFUSED/MIN", IsRight: true));
            foreach (var s in report.Sources)
            {
                table.Add(
                    s.Listener, s.Source, $"{s.Sessions}", $"{s.ConnectionsPerMinute:0}", $"{s.RefusedPerMinute:0}");
            }

            page.Table(table);
        }

        if (report.NotCounted.Count == 0) return;
        page.Line(
            $"not counted at {string.Join(", ", report.NotCounted)}: sources are counted at listeners with per-source, "
            + "connection-rate or access", Tone.Faint);
    }
}
