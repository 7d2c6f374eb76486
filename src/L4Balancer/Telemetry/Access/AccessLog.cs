using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace L4Balancer.Telemetry.Access;

/// <summary>
/// A line of JSON for each session, told by the engines on their loops and written by a thread of its own. What the
/// target does not take in time is counted and not waited for: no client notices a log that hangs.
/// </summary>
public sealed class AccessLog : ISessionObserver, IAsyncDisposable
{
    /// <summary>A stop does not wait longer than this for a target that hangs.</summary>
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(5);

    private readonly Lock _changes = new();
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Func<string, SafeFileHandle> _openFile;
    private volatile LogWriter? _writer;
    private volatile Settings? _settings;
    private bool _hasEnded;

    private AccessLog(TimeProvider time, ILogger log, Func<string, SafeFileHandle> openFile) =>
        (_time, _log, _openFile) = (time, log, openFile);

    /// <summary>Lines that were written in the life of the process.</summary>
    public long Written => _writer?.Written ?? 0;

    /// <summary>Lines that were lost: the queue was full, or the target failed.</summary>
    public long Dropped => _writer?.Dropped ?? 0;

    /// <summary>How often a running session is told of, milliseconds; 0 is never.</summary>
    public long RunningInterval => _settings is { } settings ? (long)settings.Config.Interval.TotalMilliseconds : 0;

    /// <param name="config">Null for a log that is off, which a reload may turn on.</param>
    /// <param name="openFile">Opens a file for appending, and makes it when it is missing; left out, a way that fits
    /// every system, but only one process that writes.</param>
    public static AccessLog Create(
        AccessLogConfig? config, TimeProvider time, ILogger log, Func<string, SafeFileHandle>? openFile = null)
    {
        var created = new AccessLog(time, log, openFile ?? FileTarget.Open);
        created.Change(config);
        return created;
    }

    /// <summary>False while nobody wants the records of that moment.</summary>
    public bool Wants(SessionMoment moment) => _settings?.Wants(moment) ?? false;

    /// <summary>Takes a record; any thread, neither blocks nor allocates.</summary>
    public void Observe(in SessionRecord record)
    {
        if (_settings is { } settings && settings.Wants(record.Moment) && settings.Rules.Keeps(record))
            settings.Writer.Add(record);
    }

    /// <summary>
    /// Puts other settings in force, null turns it off. Lines that wait are written where they belong.
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

            if (_writer is null) _writer = new LogWriter(TargetOf(config), _time, _log);
            else if (before?.To != config.To) _writer.SwitchTo(TargetOf(config));
            _settings = new Settings(config, new SamplingRules(config.Sampling), _writer);
        }
    }

    /// <summary>The file was moved away: the lines go on in a new one. Returns at once.</summary>
    public void Reopen() => _writer?.Reopen();

    /// <summary>Writes what waits, for up to 5 seconds. Nothing is taken any more.</summary>
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

    /// <summary>What is in force, as one reference.</summary>
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
