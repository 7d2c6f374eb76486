using L4Balancer.Background;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace L4Balancer.Telemetry.Access;

/// <summary>
/// One line of JSON per session, queued by the engines' loops and written by a separate thread. Lines that the
/// target does not accept in time are counted and dropped: clients do not notice a log that hangs.
/// </summary>
public sealed class AccessLog : ISessionObserver, ICounters, IAsyncDisposable
{
    /// <summary>How long a stop waits for a target that hangs.</summary>
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(5);

    private readonly Lock _changes = new();
    private readonly BackgroundWork _background;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Func<string, SafeFileHandle> _openFile;
    private volatile LogWriter? _writer;
    private volatile Settings? _settings;
    private bool _hasEnded;

    // By processes before this one. Those that a line of the log reports are of this one alone.
    private long _writtenBefore;
    private long _droppedBefore;

    private AccessLog(
        BackgroundWork background, TimeProvider time, ILogger log, Func<string, SafeFileHandle> openFile) =>
        (_background, _time, _log, _openFile) = (background, time, log, openFile);

    /// <summary>Lines written over the life of the process.</summary>
    public long Written => (_writer?.Written ?? 0) + Volatile.Read(ref _writtenBefore);

    /// <summary>Lines dropped: the queue was full, or the target failed.</summary>
    public long Dropped => (_writer?.Dropped ?? 0) + Volatile.Read(ref _droppedBefore);

    /// <summary>How often a running session gets a line, milliseconds; 0 is never.</summary>
    public long RunningInterval => _settings is { } settings ? (long)settings.Config.Interval.TotalMilliseconds : 0;

    /// <param name="config">Null if the log is off; a reload may turn it on.</param>
    /// <param name="openFile">Opens a file for appending, and creates it if missing; the default works on
    /// every system, but only for a single writing process.</param>
    public static AccessLog Create(
        AccessLogConfig? config, BackgroundWork background, TimeProvider time, ILogger log,
        Func<string, SafeFileHandle>? openFile = null)
    {
        var created = new AccessLog(background, time, log, openFile ?? FileTarget.Open);
        created.Change(config);
        return created;
    }

    /// <summary>Returns false if records of this kind are not wanted.</summary>
    public bool Wants(SessionMoment moment) => _settings?.Wants(moment) ?? false;

    /// <summary>Queues a record. Any thread; neither blocks nor allocates.</summary>
    public void Observe(in SessionRecord record)
    {
        if (_settings is { } settings && settings.Wants(record.Moment) && settings.Rules.Keeps(record))
            settings.Writer.Add(record);
    }

    /// <summary>
    /// Applies new settings; null turns the log off. Queued lines still go to the old target.
    /// </summary>
    public void Change(AccessLogConfig? config)
    {
        lock (_changes)
        {
            if (_hasEnded) return;
            var before = _settings?.Config;
            if (config is null)
            {
                _settings = null;
                if (before is not null) _writer!.SwitchTo(null);
                return;
            }

            if (_writer is null) _writer = new LogWriter(TargetOf(config), _background, _time, _log);
            else if (before?.To != config.To) _writer.SwitchTo(TargetOf(config));
            _settings = new Settings(config, new SamplingRules(config.Sampling), _writer);
        }
    }

    /// <summary>Reopens the file, after a log rotation. Returns at once.</summary>
    public void Reopen() => _writer?.Reopen();

    public void VisitCounters(CounterVisit visit)
    {
        Visit("written", _writer?.Written ?? 0, ref _writtenBefore, visit);
        Visit("dropped", _writer?.Dropped ?? 0, ref _droppedBefore, visit);
    }

    /// <summary>A counter of which this process has a part; what is added comes from before.</summary>
    private static void Visit(string name, long own, ref long before, CounterVisit visit)
    {
        var sum = own + Volatile.Read(ref before);
        var visited = sum;
        visit(name, ref visited);
        Interlocked.Add(ref before, visited - sum);
    }

    /// <summary>Writes the queued lines, for up to 5 seconds. No further records are accepted.</summary>
    public async ValueTask DisposeAsync()
    {
        LogWriter? writer;
        lock (_changes)
        {
            writer = _hasEnded ? null : _writer;
            (_hasEnded, _settings) = (true, null);
        }

        if (writer is not null) await writer.EndAsync(EndTime);
    }

    private ILogTarget TargetOf(AccessLogConfig config) => LogTargets.Create(config.To, _time, _openFile);

    /// <summary>The current settings, as one reference.</summary>
    private sealed record Settings(AccessLogConfig Config, SamplingRules Rules, LogWriter Writer)
    {
        public bool Wants(SessionMoment moment) => moment switch
        {
            SessionMoment.Open => Config.Open,
            SessionMoment.Running => Config.Interval > TimeSpan.Zero,
            _ => true,
        };
    }
}
