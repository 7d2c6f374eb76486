using System.Collections.Concurrent;
using System.Collections.Immutable;
using L4Balancer.Core;
using L4Balancer.Telemetry;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Background;

/// <summary>
/// The owner of all work that no caller waits for. None of it ends unnoticed: an unexpected exception is logged as an
/// error with the name of the work, counted, and followed by the action chosen when the work was started. Any thread.
/// </summary>
public sealed class BackgroundWork(ILogger log, TimeProvider time) : ICounters
{
    private const string GoesOn = "everything else goes on";

    private readonly ConcurrentDictionary<string, WorkFaults> _faults = new(StringComparer.Ordinal);

    /// <summary>Work that the process cannot run without has failed. Raised on the thread that ran it.</summary>
    public event EventHandler? VitalWorkFailed;

    /// <summary>Faults by the name of the work; 0 for work that was started and has never failed.</summary>
    public ImmutableSortedDictionary<string, long> Faults =>
        _faults.ToImmutableSortedDictionary(entry => entry.Key, entry => entry.Value.Count, StringComparer.Ordinal);

    /// <summary>Starts work as a task, like <see cref="RunAsync"/>, for callers that do not wait for its end.</summary>
    public void Start(
        string name, OnFault onFault, Func<Task> work, Action? afterFault = null, CancellationToken stop = default) =>
        _ = RunAsync(name, onFault, work, afterFault, stop);

    /// <summary>Runs work as a task; it runs on the calling thread until its first await.</summary>
    /// <param name="name">Lower-case words with hyphens; a label of the metric, so from a small set.</param>
    /// <param name="afterFault">Called after each fault, to clean up what the work left behind.</param>
    /// <param name="stop">Once cancelled, an end of the work by cancellation is not a fault, and nothing is
    /// restarted.</param>
    /// <returns>Completes when the work has ended for good; never fails.</returns>
    public async Task RunAsync(
        string name, OnFault onFault, Func<Task> work, Action? afterFault = null, CancellationToken stop = default)
    {
        var faults = FaultsOf(name);
        var restarts = new RestartPauses(time);
        while (true)
        {
            var fault = await CatchAsync(work, stop);
            if (fault is null) return;
            var pause = Follow(faults, fault, onFault, ref restarts, afterFault);
            if (pause is null) return;
            await Task.Delay(pause.Value, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested) return;
        }
    }

    /// <summary>Starts work on its own thread, which has the name of the work.</summary>
    /// <param name="stackBytes">0 means the system's default.</param>
    /// <param name="stop">Once cancelled, nothing is restarted.</param>
    public Thread StartThread(
        string name, OnFault onFault, Action work, int stackBytes = 0, CancellationToken stop = default)
    {
        var faults = FaultsOf(name);
        var thread = new Thread(() => RunHere(faults, onFault, work, stop), stackBytes)
        {
            IsBackground = true,
            Name = name,
        };
        thread.Start();
        return thread;
    }

    /// <summary>Logs and counts a fault of work that catches its faults itself and continues.</summary>
    public void Report(string name, Exception fault) => Tell(FaultsOf(name), fault, GoesOn);

    public void VisitCounters(CounterVisit visit)
    {
        foreach (var faults in _faults.Values) faults.Visit(visit);
    }

    /// <summary>Work that failed in a process before this one is counted from here on, although it has not begun yet.
    /// </summary>
    public void Expect(IEnumerable<string> names)
    {
        foreach (var name in names) FaultsOf(name);
    }

    private WorkFaults FaultsOf(string name) =>
        _faults.GetOrAdd(name, static (name, time) => new WorkFaults(name, time), time);

    private static async Task<Exception?> CatchAsync(Func<Task> work, CancellationToken stop)
    {
        try
        {
            await work();
            return null;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private void RunHere(WorkFaults faults, OnFault onFault, Action work, CancellationToken stop)
    {
        var restarts = new RestartPauses(time);
        while (true)
        {
            try
            {
                work();
                return;
            }
            catch (Exception e)
            {
                if (Follow(faults, e, onFault, ref restarts, afterFault: null) is not { } pause) return;

                // The work needs this thread: meanwhile nothing else can be done on it.
                ((IAsyncResult)Task.Delay(pause, time, stop)).AsyncWaitHandle.WaitOne();
                if (stop.IsCancellationRequested) return;
            }
        }
    }

    /// <returns>The pause before the work is restarted; null if it is not.</returns>
    private TimeSpan? Follow(
        WorkFaults faults, Exception fault, OnFault onFault, ref RestartPauses restarts, Action? afterFault)
    {
        TimeSpan? pause = onFault == OnFault.Restart ? restarts.Next() : null;
        if (onFault == OnFault.EndProcess)
            Tell(faults, fault, "the process cannot serve without it and stops", LogLevel.Critical);
        else if (pause is { } wait) Tell(faults, fault, $"it begins again in {wait.TotalSeconds:0} s");
        else Tell(faults, fault, GoesOn);
        Undo(faults, afterFault);
        if (onFault == OnFault.EndProcess) VitalWorkFailed?.Invoke(this, EventArgs.Empty);
        return pause;
    }

    private void Undo(WorkFaults faults, Action? afterFault)
    {
        try
        {
            afterFault?.Invoke();
        }
        catch (Exception e)
        {
            Tell(faults, e, "so did what was to undo it");
        }
    }

    private void Tell(WorkFaults faults, Exception fault, string next, LogLevel level = LogLevel.Error)
    {
        var count = faults.Add();
        if (faults.Pace.MayLog()) log.BackgroundFault(level, faults.Name, next, count, fault);
    }

    /// <summary>
    /// The faults of one kind of work. Thousands may fail for one cause: one log line per second stands for all.
    /// </summary>
    private sealed class WorkFaults(string name, TimeProvider time)
    {
        private long _count; // Any thread, interlocked.

        public void Visit(CounterVisit visit) => visit(Name, ref _count);

        public string Name { get; } = name;

        public LogPace Pace { get; } = new(time, TimeSpan.FromSeconds(1));

        public long Count => Volatile.Read(ref _count);

        public long Add() => Interlocked.Increment(ref _count);
    }
}
