using System.Text.Json;
using L4Balancer.Admin;
using L4Balancer.Admin.Model;
using L4Balancer.Control;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Hosting.Operations;

/// <summary>
/// Writes what the control side tells into the journal, in the words of its log line. An operator's act is told in the
/// operator's name.
/// </summary>
internal sealed class NoticeJournal(EventJournal journal)
{
    private volatile OperatorAct? _act;

    public EventJournal Journal => journal;

    /// <summary>Called by the control loop.</summary>
    public void Write(Notice notice)
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
            Actor = _act is { } act && act.IsTheCauseOf(notice) ? act.Actor : null,
            Message = line.Message,
        });
    }

    /// <summary>Something that no notice tells.</summary>
    public void Write(string kind, string severity, string? actor, string message) =>
        journal.Write(new JournalEvent { Kind = kind, Severity = severity, Actor = actor, Message = message });

    /// <summary>From now on, until null, what an act can cause is told in this name. One act at a time.</summary>
    public void Attribute(OperatorAct? act) => _act = act;

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

/// <summary>An act that is being carried out.</summary>
internal sealed record OperatorAct(string? Pool, string Actor)
{
    /// <summary>What health does by itself at the same moment is not the operator's doing.</summary>
    public bool IsTheCauseOf(Notice notice) => notice.Pool == Pool && notice is not (BackendUp or BackendDown);
}
