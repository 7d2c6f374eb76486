using System.Globalization;
using L4Balancer.Admin.History;
using L4Balancer.Admin.Model;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace L4Balancer.Admin.Api;

/// <summary>The routes for past and new events, snapshots and the history.</summary>
internal static class EventRoutes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapRead("/events", EventsAsync)
            .Says("listEvents", "Recent events; with Accept: text/event-stream, a live stream of events.")
            .Produces<IReadOnlyList<JournalEvent>>().Produces(200, contentType: EventStream.ContentType)
            .Refuses(400, 404, 429);
        v1.MapRead("/stream", StreamAsync)
            .Says("streamStatus", "A stream of events: a snapshot at once and every second, and every journal event.")
            .Produces(200, contentType: EventStream.ContentType).Refuses(429);
        v1.MapRead("/history", History).Says("getHistory", "The last 15 minutes, in steps of 5 s.").Refuses(400, 404);
    }

    private static async Task EventsAsync(HttpContext context, long? after, string? pool)
    {
        var journal = context.Operations().Journal;
        CheckPool(pool, journal, context.Operations().PoolNames);
        if (!context.Request.Headers.Accept.ToString().Contains(EventStream.ContentType, StringComparison.Ordinal))
        {
            await context.Response.WriteAsJsonAsync(
                journal.Since(after ?? 0).Where(e => IsWanted(e, pool)), ApiJson.Options, context.RequestAborted);
            return;
        }

        await EventStream.RunAsync(context, (stream, token) =>
            JournalAsync(stream, journal, LastSeen(context) ?? after ?? 0, pool, token));
    }

    private static Task StreamAsync(HttpContext context)
    {
        var journal = context.Operations().Journal;

        // A client that reconnects gets the events it missed; a new client reads earlier ones from /v1/events.
        var after = LastSeen(context) ?? journal.LastId;
        return EventStream.RunAsync(context, (stream, token) => Task.WhenAll(
            SnapshotsAsync(stream, context.Sampler(), token),
            JournalAsync(stream, journal, after, pool: null, token)));
    }

    private static async Task SnapshotsAsync(EventStream stream, Sampler sampler, CancellationToken token)
    {
        await foreach (var shared in sampler.FollowAsync(token)) await stream.SendAsync("snapshot", null, shared.Json);
    }

    private static async Task JournalAsync(
        EventStream stream, EventJournal journal, long after, string? pool, CancellationToken token)
    {
        await foreach (var @event in journal.FollowAsync(after, token))
        {
            if (IsWanted(@event, pool)) await stream.SendAsync("journal", @event.Id, ApiJson.Bytes(@event));
        }
    }

    private static HistoryReport History(HttpContext context, string? pool)
    {
        NotThere.UnlessKnown(pool, context.Operations().PoolNames);
        return context.Sampler().History.Report(pool);
    }

    /// <summary>A removed pool may still have events.</summary>
    private static void CheckPool(string? pool, EventJournal journal, IReadOnlyList<string> known)
    {
        if (pool is null || known.Contains(pool) || journal.Since(0).Any(e => e.Pool == pool)) return;
        throw NotThere.Pool(pool, known);
    }

    private static bool IsWanted(JournalEvent @event, string? pool) => pool is null || @event.Pool == pool;

    private static long? LastSeen(HttpContext context)
    {
        var text = context.Request.Headers["Last-Event-ID"].ToString();
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
    }
}
