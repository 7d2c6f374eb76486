using System.Text.Json;
using L4Balancer.Admin;
using L4Balancer.Admin.Model;
using L4Balancer.Control;
using L4Balancer.Core;
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
        var line = new LineCapture();
        line.Tell(notice);
        if (line.Message is null) return;
        journal.Write(new JournalEvent
        {
            Kind = JsonNamingPolicy.KebabCaseLower.ConvertName(notice.GetType().Name),
            Severity = line.Severity,
            Pool = notice.Pool,
            Backend = line.Backend,
            Actor = actor,
            Message = line.Message,
        });
    }

    /// <summary>Something that no notice tells.</summary>
    public void Write(string kind, string severity, string? actor, string message) =>
        journal.Write(new JournalEvent { Kind = kind, Severity = severity, Actor = actor, Message = message });

    /// <summary>A log of one line, which keeps it.</summary>
    private sealed class LineCapture : ILogger
    {
        public string? Message { get; private set; }

        public string Severity { get; private set; } = "info";

        public string? Backend { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            Message = formatter(state, exception);
            Severity = logLevel switch
            {
                <= LogLevel.Information => "info",
                LogLevel.Warning => "warning",
                _ => "error",
            };
            if (state is not IEnumerable<KeyValuePair<string, object?>> values) return;
            Backend = values.Select(v => v.Value).OfType<NetAddress>().FirstOrDefault()?.ToString();
        }
    }
}
