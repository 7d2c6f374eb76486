using System.Reflection;
using L4Balancer.Admin;
using L4Balancer.Core.Config;
using L4Balancer.DataPlane;
using L4Balancer.Hosting.Operations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Hosting;

/// <summary>
/// The service: a balancer whose configuration comes from a file, which reloads, drains and tells systemd. Signals
/// arrive through <see cref="SignalLifetime"/>.
/// </summary>
public sealed class Daemon(
    string configPath, BalancerConfig first, BalancerOptions options, SystemdNotifier systemd,
    IHostApplicationLifetime lifetime)
    : IHostedService, IAsyncDisposable
{
    private readonly ILogger _log = options.Logs.CreateLogger("l4balancer");
    private readonly CancellationTokenSource _atOnce = new();
    private readonly SemaphoreSlim _reload = new(1);
    private BalancerConfig _config = first;
    private readonly EventJournal _journal = new(options.Time);
    private Balancer? _balancer;
    private AdminServer? _admin;

    public static string Version { get; } =
        typeof(Daemon).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion
            .Split('+')[0];

    /// <summary>True when the daemon ended because a part of it failed, not because it was asked to.</summary>
    public bool HasFailed { get; private set; }

    /// <exception cref="ListenerBindException">One or more addresses cannot be bound.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _balancer = await Balancer.StartAsync(_config, options, onNotice: null, cancellationToken);
        if (_config.Admin is { } admin)
        {
            var operations = new BalancerOperations(_balancer, _journal, options.Time);
            _admin = await AdminServer.StartAsync(admin, operations, options.Time, options.Logs, cancellationToken);
        }

        _log.Started(Version, _balancer.Engine.Name, options.SessionsMax);
        LogListening([]);
        _ = StopIfControlFailsAsync(_balancer);
        _ = new Watchdog(_balancer, systemd, options.Time, _log).RunAsync(_atOnce.Token);
        systemd.Ready(StatusText());
    }

    /// <summary>
    /// Reads the file again. Any error: all of them are logged, and the old configuration stays in force.
    /// </summary>
    public async Task ReloadAsync()
    {
        await _reload.WaitAsync();
        try
        {
            systemd.Reloading();
            var problems = await TryReloadAsync();
            foreach (var problem in problems) _log.ConfigError(problem);
            if (problems.Count == 0) _log.ReloadDone(configPath);
            else _log.ReloadRefused(configPath, problems.Count);
            systemd.Ready(
                problems.Count == 0 ? StatusText() : $"{StatusText()}; the last reload was refused, see the log");
        }
        finally
        {
            _reload.Release();
        }
    }

    /// <summary>No grace any more for the sessions that run.</summary>
    public void StopAtOnce()
    {
        _log.StopAtOnce();
        _atOnce.Cancel();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_balancer is null) return;
        _log.Stopping(_balancer.Engine.ActiveSessions, _config.ShutdownGrace);
        systemd.Stopping($"Draining {_balancer.Engine.ActiveSessions} sessions");
        var ended = await _balancer.DrainAsync(_config.ShutdownGrace, _atOnce.Token);
        if (ended > 0) _log.GraceOver(ended);
        _log.Stopped();
    }

    /// <summary>Idempotent: the container owns the daemon twice, as itself and as a hosted service.</summary>
    public async ValueTask DisposeAsync()
    {
        await _atOnce.CancelAsync();
        if (Interlocked.Exchange(ref _admin, null) is { } admin) await admin.DisposeAsync();
        if (Interlocked.Exchange(ref _balancer, null) is { } balancer) await balancer.DisposeAsync();
    }

    private async Task<IReadOnlyList<string>> TryReloadAsync()
    {
        var read = ConfigFile.Load(configPath);
        foreach (var warning in read.Warnings) _log.ConfigWarning(warning.ToString());
        if (read.Config is not { } next) return [.. read.Errors.Select(e => e.ToString())];
        var before = _balancer!.Engine.Bound;
        try
        {
            await _balancer.ReloadAsync(next);
        }
        catch (ListenerBindException e)
        {
            return [.. e.Problems.Select(p => $"{configPath}: {p}")];
        }

        LogListening(before);
        WarnOfWhatNeedsRestart(next);
        _config = next;
        return [];
    }

    /// <summary>
    /// Says where clients are accepted that were not before: a port that the kernel chose stands nowhere else.
    /// </summary>
    private void LogListening(IReadOnlyList<BoundListener> before)
    {
        foreach (var bound in _balancer!.Engine.Bound)
        {
            if (!before.Contains(bound)) _log.Listening(bound.Listener, bound.Actual);
        }
    }

    private void WarnOfWhatNeedsRestart(BalancerConfig next)
    {
        Warn("engine", c => c.Engine);
        Warn("relay", c => c.Relay);
        Warn("workers", c => c.Workers);
        Warn("pin-workers", c => c.PinWorkers);
        Warn("buffer-size", c => c.BufferSize);

        void Warn<T>(string key, Func<BalancerConfig, T> valueOf)
        {
            if (!EqualityComparer<T>.Default.Equals(valueOf(next), valueOf(_config))) _log.NeedsRestart(key);
        }
    }

    private string StatusText() =>
        $"{_config.Listeners.Count} listeners, {_config.Pools.Count} pools, "
        + $"{_config.Pools.Sum(p => p.Backends.Count)} backends configured";

    private async Task StopIfControlFailsAsync(Balancer balancer)
    {
        try
        {
            await balancer.Completion;
        }
        catch (Exception e)
        {
            HasFailed = true;
            _log.ControlFailed(e);
            lifetime.StopApplication();
        }
    }
}
