using Microsoft.Extensions.Logging;

namespace L4Balancer.Tests.Telemetry.Access;

/// <summary>Keeps the messages of the ordinary log, by event id.</summary>
internal sealed class LogLines : ILogger
{
    private readonly Lock _sync = new();
    private readonly List<(int Id, string Text)> _lines = [];

    public string[] Of(int eventId)
    {
        lock (_sync) return [.. _lines.Where(line => line.Id == eventId).Select(line => line.Text)];
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        Assert.That(exception, Is.Null, "A failure of the target is no stack trace.");
        lock (_sync) _lines.Add((eventId.Id, formatter(state, exception)));
    }
}
