using System.Diagnostics;
using L4Balancer.Admin.Model;
using L4Balancer.Background;

namespace L4Balancer.Admin.Otlp;

/// <summary>
/// Makes a span for each reload, failover, failback and operator's action in the journal. Without a
/// duration: the journal knows only when something happened.
/// </summary>
internal sealed class JournalTracer : IAsyncDisposable
{
    private static readonly string[] Kinds = ["reloaded", "reload-refused", "failed-over", "failed-back"];

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _writing;
    private long _afterId; // The last event that is a span. Only the writing task uses it.

    /// <summary>Follows new events.</summary>
    public JournalTracer(EventJournal journal, BackgroundWork background)
    {
        var kept = journal.Since(0);
        _afterId = kept.Count == 0 ? 0 : kept[^1].Id;
        _writing = background.RunAsync(
            "journal-tracer", OnFault.Restart, () => FollowAsync(journal), stop: _stop.Token);
    }

    /// <summary>Completes when every event recorded so far has become a span.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _writing;
        _stop.Dispose();
    }

    private async Task FollowAsync(EventJournal journal)
    {
        try
        {
            await foreach (var told in journal.FollowAsync(_afterId, _stop.Token))
            {
                // Before it is traced: one that cannot be is left out, and not tried for ever.
                _afterId = told.Id;
                Trace(told);
            }
        }
        catch (OperationCanceledException)
        {
            // The stop may overtake the notification of the last events.
            foreach (var told in journal.Since(_afterId)) Trace(told);
        }
    }

    private static void Trace(JournalEvent told)
    {
        if (told.Actor is not null || Kinds.Contains(told.Kind)) Write(told);
    }

    private static void Write(JournalEvent told)
    {
        var tags = new ActivityTagsCollection
        {
            { "l4balancer.event.id", told.Id },
            { "l4balancer.event.message", told.Message },
        };
        if (told.Pool is not null) tags.Add("l4balancer.pool", told.Pool);
        if (told.Backend is not null) tags.Add("l4balancer.backend", told.Backend);
        if (told.Actor is not null) tags.Add("l4balancer.actor", told.Actor);
        Spans.Write(
            told.Kind, ActivityKind.Internal, told.At, told.At, tags, told.Severity == "error" ? told.Message : null);
    }
}
