using System.Collections.Concurrent;
using L4Balancer.Background;
using L4Balancer.Telemetry;
using L4Balancer.Tests.Support;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Tests.Background;

/// <summary>An owner of background work whose log a test reads.</summary>
internal sealed class FaultLog : ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public FaultLog(TimeProvider time) => Work = new BackgroundWork(this, time);

    /// <summary>An owner for a test of something else.</summary>
    public static BackgroundWork Unread => new FaultLog(TimeProvider.System).Work;

    public BackgroundWork Work { get; }

    /// <summary>The lines about faults, each starting with its level.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    public long CountOf(string work) => Work.Faults.GetValueOrDefault(work);

    /// <summary>Waits until a fault of the work has been counted, and logged as an error after that.</summary>
    public Task SawAsync(string work, long count = 1) =>
        Eventually.HoldsAsync(
            () => CountOf(work) >= count
                && _lines.Any(l => l.StartsWith($"Error: Background work {work} failed", StringComparison.Ordinal)),
            () => $"{count} faults of {work}, not {CountOf(work)}, and its line in: {string.Join('\n', _lines)}");

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id == EventIds.BackgroundFault) _lines.Enqueue($"{logLevel}: {formatter(state, exception)}");
    }
}
