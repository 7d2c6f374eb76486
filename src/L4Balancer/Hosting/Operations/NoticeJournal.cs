using System.Text.Json;
using L4Balancer.Admin;
using L4Balancer.Admin.Model;
using L4Balancer.Control;
using L4Balancer.Core.Control;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Hosting.Operations;

/// <summary>
/// Writes what the control side tells into the journal, in the words of its log line. An operator's act is told in the
/// operator's name.
/// </summary>
internal sealed class NoticeJournal(EventJournal journal)
{
    public EventJournal Journal => journal;

    /// <summary>Called by the control loop.</summary>
    /// <param name="actor">The operator whose act it follows from; null when it is the balancer's own doing.</param>
    public void Write(Notice notice, string? actor)
    {
        var line = NoticeLine.Of(notice);
        journal.Write(new JournalEvent
        {
            Kind = JsonNamingPolicy.KebabCaseLower.ConvertName(notice.GetType().Name),
            Severity = SeverityOf(line.Level),
            Pool = notice.Pool,
            Backend = line.Backend?.ToString(),
            Actor = actor,
            Message = line.Text,
        });
    }

    /// <summary>Something that no notice tells.</summary>
    public void Write(string kind, string severity, string? actor, string message) =>
        journal.Write(new JournalEvent { Kind = kind, Severity = severity, Actor = actor, Message = message });

    private static string SeverityOf(LogLevel level) => level switch
    {
        <= LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        _ => "error",
    };
}
