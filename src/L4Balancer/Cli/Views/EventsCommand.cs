using System.CommandLine;
using L4Balancer.Admin.Model;
using L4Balancer.Cli.Completion;
using L4Balancer.Cli.Connection;
using L4Balancer.Cli.Output;

namespace L4Balancer.Cli.Views;

/// <summary><c>l4balancer events</c>: recent events, and with --follow new ones.</summary>
internal static class EventsCommand
{
    public static Command Create(AdminVerb verbs, LiveNames names)
    {
        var follow = new Option<bool>("--follow", "-f") { Description = "Also print new events, until Ctrl-C." };
        var pool = new Option<string?>("--pool") { Description = "Only events of this pool.", HelpName = "POOL" };
        pool.CompletionSources.Add(names.Pools);
        return verbs.Create(
            "events", "Lists recent events: health, failovers, reloads, operators' actions.", [follow, pool],
            async call =>
            {
                var wanted = call.Parsed.GetValue(pool);
                var path = wanted is null ? "/v1/events" : $"/v1/events?pool={Uri.EscapeDataString(wanted)}";
                if (call.Parsed.GetValue(follow)) await FollowAsync(call, path);
                else await ListAsync(call, path);
                return ExitCodes.Success;
            });
    }

    private static async Task ListAsync(AdminCall call, string path)
    {
        var answer = await call.Client.GetAsync(path, call.Stop);
        if (call.IsJson)
        {
            call.PrintJson(answer);
            return;
        }

        foreach (var @event in call.Client.Read<JournalEvent[]>(answer)) Print(call.Page, @event);
    }

    private static async Task FollowAsync(AdminCall call, string path)
    {
        await foreach (var item in call.Client.FollowAsync(path, call.Stop))
        {
            if (item.EventType != "journal") continue;
            if (call.IsJson) call.PrintJson(item.Data);
            else Print(call.Page, call.Client.Read<JournalEvent>(item.Data));
            await call.Page.Writer.FlushAsync(call.Stop);
        }
    }

    private static void Print(Page page, JournalEvent @event)
    {
        var tone = @event.Severity switch { "error" => Tone.Bad, "warning" => Tone.Warning, _ => Tone.Plain };
        var by = @event.Actor is { } actor ? $" (by {actor})" : "";
        page.Line(
            $"{@event.At.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}  {page.Ink.Paint($"{@event.Kind,-16}", tone)}  "
            + $"{@event.Message}{by}");
    }
}
