using System.Collections.Immutable;
using L4Balancer.Admin.Model;
using L4Balancer.Background;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Programs;
using L4Balancer.Telemetry;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Hosting.Hooks;

/// <summary>
/// Runs the hooks of the configuration on the events of the journal. Whoever reports an event only compares and queues
/// it: everything else is background work, bounded in number, queue, time and output. Any thread.
/// </summary>
internal sealed class EventHooks : IAsyncDisposable
{
    private readonly BackgroundWork _background;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly LogPace _droppedPace;
    private readonly HookCall _call = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _sync = new();
    private ImmutableArray<Hook> _hooks = []; // Guarded by _sync, and so is everything in them.
    private int _running; // Guarded by _sync.
    private int _next; // Guarded by _sync: the hook that is first to start a run, so that none starves the others.

    public EventHooks(IReadOnlyList<HookConfig> hooks, BackgroundWork background, TimeProvider time, ILogger log)
    {
        (_background, _time, _log) = (background, time, log);
        _droppedPace = new LogPace(time, TimeSpan.FromSeconds(1));
        Change(hooks);
    }

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<HookSnapshot> Snapshots
    {
        get
        {
            lock (_sync) return [.. _hooks.Select(hook => hook.Snapshot())];
        }
    }

    /// <summary>The counters of each hook, by its name.</summary>
    public IReadOnlyList<(string Hook, ICounters Counters)> Counters
    {
        get
        {
            lock (_sync) return [.. _hooks.Select(hook => (hook.Name, (ICounters)hook))];
        }
    }

    /// <summary>
    /// A reload. A hook of the same name keeps its waiting events and its counts. Of one that is gone, what waits is
    /// not run, and what runs ends as it would have.
    /// </summary>
    public void Change(IReadOnlyList<HookConfig> hooks)
    {
        lock (_sync)
        {
            var before = _hooks.ToDictionary(hook => hook.Name, StringComparer.Ordinal);
            _hooks = [.. hooks.Select(config => Take(before, config))];
            foreach (var gone in before.Values) gone.Clear();
            _next = 0;
        }

        StartRuns();
    }

    /// <summary>Queues an event for the hooks that want it; never waits.</summary>
    public void Offer(JournalEvent @event)
    {
        lock (_sync)
        {
            if (_stop.IsCancellationRequested) return;
            foreach (var hook in _hooks)
            {
                if (!hook.Wants(@event) || hook.Enqueue(@event) || !_droppedPace.MayLog()) continue;
                _log.HookDropped(hook.Name, Limits.HookQueueMax, hook.Dropped);
            }
        }

        StartRuns();
    }

    /// <summary>Ends running hooks, and runs none any more.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_sync)
        {
            foreach (var hook in _hooks) hook.Clear();
            if (_running == 0) _idle.TrySetResult();
        }

        await _stop.CancelAsync();
        await _idle.Task;
        _call.Dispose();
        _stop.Dispose();
    }

    private static Hook Take(Dictionary<string, Hook> before, HookConfig config)
    {
        if (!before.Remove(config.Name, out var hook)) return new Hook(config);
        hook.Change(config);
        return hook;
    }

    private void StartRuns()
    {
        while (TryBegin() is var (hook, config, @event))
            _background.Start("hook", OnFault.GoOn, () => RunAsync(hook, config, @event));
    }

    private (Hook Hook, HookConfig Config, JournalEvent Event)? TryBegin()
    {
        lock (_sync)
        {
            if (_running == Limits.HooksRunningMax) return null;
            for (var i = 0; i < _hooks.Length; i++)
            {
                var hook = _hooks[(_next + i) % _hooks.Length];
                if (!hook.CanStart) continue;
                _next = (_next + i + 1) % _hooks.Length;
                _running++;
                return (hook, hook.Config, hook.Begin());
            }

            return null;
        }
    }

    private async Task RunAsync(Hook hook, HookConfig config, JournalEvent @event)
    {
        // Whoever reported the event is not to start a process.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var isGood = false;
        try
        {
            var began = _time.GetTimestamp();
            var outcome = await RunInTimeAsync(config, @event);
            isGood = outcome.IsGood;
            Log(config.Name, @event, _time.GetElapsedTime(began).TotalSeconds, outcome);
        }
        finally
        {
            End(hook, isGood);
        }
    }

    private async Task<HookOutcome> RunInTimeAsync(HookConfig config, JournalEvent @event)
    {
        using var timeout = new CancellationTokenSource(config.Timeout, _time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stop.Token);
        var output = new ProgramOutput();
        try
        {
            var message = HookMessage.Of(@event, Environment.MachineName);
            return config.Command is { } command
                ? await HookCommand.RunAsync(command, message, output, end.Token)
                : await _call.RunAsync(config.Url!, message, output, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            var why = _stop.IsCancellationRequested ? "the daemon stops" : "it timed out";
            return new HookOutcome(why, output.ToString());
        }
    }

    private void Log(string hook, JournalEvent @event, double seconds, HookOutcome outcome)
    {
        var output = outcome.Output.Length == 0 ? "" : $"; output: {outcome.Output}";
        if (outcome.Cause is { } cause) _log.HookFailed(hook, @event.Id, @event.Kind, seconds, cause, output);
        else _log.HookSucceeded(hook, @event.Id, @event.Kind, seconds, output);
    }

    private void End(Hook hook, bool isGood)
    {
        lock (_sync)
        {
            hook.End(isGood);
            _running--;
            if (_running == 0 && _stop.IsCancellationRequested) _idle.TrySetResult();
        }

        StartRuns();
    }
}
