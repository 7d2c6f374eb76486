using System.Text.Json;
using L4Balancer.Admin;
using L4Balancer.Admin.Model;
using L4Balancer.Control;
using L4Balancer.Core.Control;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Hosting.Operations;

/// <summary>
/// Writes the control side's notices to the journal, with the text of their log lines. The consequences of an
/// operator's action are recorded under the operator's name.
/// </summary>
/// <param name="onEvent">Called for every event, on the thread that reports it, which may be the control loop; must not
/// block. Null if nobody else wants them.</param>
internal sealed class NoticeJournal(EventJournal journal, Action<JournalEvent>? onEvent = null)
{
    public EventJournal Journal => journal;

    /// <summary>Called by the control loop.</summary>
    /// <param name="actor">The operator whose action caused it; null if the balancer acted by itself.</param>
    public void Write(Notice notice, string? actor)
    {
        var line = NoticeLine.Of(notice);
        Write(new JournalEvent
        {
            Kind = JsonNamingPolicy.KebabCaseLower.ConvertName(notice.GetType().Name),
            Severity = SeverityOf(line.Level),
            Pool = notice.Pool,
            Backend = line.Backend?.ToString(),
            Actor = actor,
            Message = line.Text,
        });
    }

    /// <summary>Writes an event for which there is no notice.</summary>
    public void Write(string kind, string severity, string? actor, string message) =>
        Write(new JournalEvent { Kind = kind, Severity = severity, Actor = actor, Message = message });

    private void Write(JournalEvent @event) => journal.Write(@event, onEvent);

    private static string SeverityOf(LogLevel level) => level switch
    {
        <= LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        _ => "error",
    };
}
