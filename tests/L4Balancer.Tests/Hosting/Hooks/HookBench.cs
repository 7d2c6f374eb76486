using System.Collections.Concurrent;
using L4Balancer.Admin.Model;
using L4Balancer.Core.Config;
using L4Balancer.Hosting.Hooks;
using L4Balancer.Tests.Background;
using L4Balancer.Tests.Support;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Tests.Hosting.Hooks;

/// <summary>The hooks of a configuration by themselves: a test reports events and reads the log.</summary>
internal sealed class HookBench : ILogger, IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly FaultLog _faults;
    private long _lastId;

    public HookBench(params HookConfig[] hooks) : this(TimeProvider.System, hooks)
    {
    }

    public HookBench(TimeProvider time, params HookConfig[] hooks)
    {
        _faults = new FaultLog(time);
        Hooks = new EventHooks(hooks, _faults.Work, time, this);
    }

    public EventHooks Hooks { get; }

    /// <summary>A folder for what commands write.</summary>
    public TempFolder Folder { get; } = new();

    public string[] Lines => [.. _lines];

    public static HookConfig Shell(string script, HookEvent on = HookEvent.BackendDown) =>
        new() { Name = "h", On = [on], Command = ["/bin/sh", "-c", script] };

    public HookSnapshot Snapshot(string name = "h") => Hooks.Snapshots.Single(hook => hook.Name == name);

    public void Report(string kind = "backend-down", string? pool = "cache") => Hooks.Offer(new JournalEvent
    {
        Id = ++_lastId,
        At = DateTimeOffset.UnixEpoch,
        Kind = kind,
        Severity = "warning",
        Pool = pool,
        Backend = "10.0.0.1:6379",
        Message = "Backend 10.0.0.1:6379 of pool cache is down: \"refused\"",
    });

    /// <summary>Waits for a line of the log.</summary>
    public async Task<string> LogsAsync(string text)
    {
        await Eventually.HoldsAsync(
            () => _lines.Any(line => line.Contains(text)), () => $"\"{text}\" in {string.Join('\n', _lines)}");
        return _lines.First(line => line.Contains(text));
    }

    public Task EndedAsync(long runs) => Eventually.HoldsAsync(
        () => Snapshot() is { Running: 0, Waiting: 0 } hook && hook.Runs == runs,
        () => $"{runs} runs have ended; {Snapshot()}; {string.Join('\n', _lines)}");

    public async ValueTask DisposeAsync()
    {
        await Hooks.DisposeAsync();
        Folder.Dispose();
        Assert.That(_faults.Lines, Is.Empty);
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) => _lines.Enqueue($"{logLevel}: {formatter(state, exception)}");
}
