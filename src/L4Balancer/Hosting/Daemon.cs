using System.Reflection;
using L4Balancer.Admin;
using L4Balancer.Admin.Model;
using L4Balancer.Background;
using L4Balancer.Core.Config;
using L4Balancer.DataPlane;
using L4Balancer.Hosting.Hooks;
using L4Balancer.Hosting.Operations;
using L4Balancer.Hosting.Store;
using L4Balancer.Telemetry.Access;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Hosting;

/// <summary>
/// The service: a balancer whose configuration comes from a file, with reloads, drain and systemd notification. Signals
/// arrive through <see cref="SignalLifetime"/>.
/// </summary>
public sealed partial class Daemon(
    LoadedConfig read, BalancerOptions options, BackgroundWork background, AccessLog accessLog,
    SystemdNotifier systemd, IHostApplicationLifetime lifetime)
    : IHostedService, IAsyncDisposable
{
    private readonly ILogger _log = options.Logs.CreateLogger("l4balancer");
    private readonly CancellationTokenSource _atOnce = new();
    private readonly EventJournal _journal = new(options.Time);
    private Balancer? _balancer;
    private AdminHost? _admin;
    private CollectorFeed? _collector;
    private EventHooks? _hooks;
    private ConfigReloads? _reloads;
    private Task _watching = Task.CompletedTask;
    private SharedRuns<ReloadReport>? _sharedReloads;

    public static string Version { get; } =
        typeof(Daemon).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion
            .Split('+')[0];

    /// <summary>Whether the daemon ended because a part of it failed, not on request.</summary>
    public bool HasFailed { get; private set; }

    internal ConfigInForce InForce { get; } = new(read, options.Time);

    private BalancerConfig Config => InForce.Config!;

    /// <exception cref="ListenerBindException">One or more addresses cannot be bound.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        background.VitalWorkFailed += (_, _) => StopFailed();
        var loading = background.RunAsync("preload", OnFault.GoOn, PreloadAsync, stop: CancellationToken.None);
        _hooks = new EventHooks(
            Config.Hooks, background, options.Time, options.Logs.CreateLogger("l4balancer.hooks"));
        var notices = new NoticeJournal(_journal, _hooks.Offer);
        if (Takeover is not null) _journal.Hold(); // Until the predecessor writes no more.
        _collector = new CollectorFeed(Config.Telemetry, options, background);
        var observed = options with { Observer = SessionObservers.Of(options.Observer, _collector.Sessions) };
        _balancer = await Balancer.StartAsync(Config, observed, notices.Write, cancellationToken);
        var parts = new OperationsParts
        {
            Balancer = _balancer,
            Journal = notices,
            InForce = InForce,
            SessionsMax = options.Descriptors.Sessions,
            Time = options.Time,
            Reload = ReloadAsync,
            Upgrade = OperatingSystem.IsLinux() ? UpgradeAsync : null,
            AccessLog = accessLog,
            Collector = _collector,
            Hooks = _hooks,
        };
        var operations = new BalancerOperations(parts);
        _admin = new AdminHost(
            (config, token) => AdminServer.StartAsync(
                config, operations, background, options.Time, options.Logs, token,
                bind => OperatingSystem.IsLinux() ? Takeover?.TakeAdminSocket(bind) : null),
            background, _log);
        _reloads = new ConfigReloads(InForce, _balancer, _admin, accessLog, _hooks, notices, _log);
        _sharedReloads = new SharedRuns<ReloadReport>(ReloadOnceAsync);
        var memory = _memory = new ProcessMemory(parts, operations);
        if (OperatingSystem.IsLinux())
        {
            _upgrades = new Upgrades(
                InForce, _reloads, _balancer, _admin, memory, systemd, notices, background, options, _log,
                EndAtOnceAsync, DrainAfterHandoverAsync);
            _store = new ListenerStore(systemd, EngineHandover, NamesInStore, _log);
            if (Takeover is { } takeover) await TakeOverAsync(takeover, memory, notices);
            else if (Stored is { } stored) await RestoreAsync(stored, memory, notices);
        }

        _collector.Start(operations);
        if (Takeover is not null || _isRestored) memory.Settle(); // What was kept back until now is exported, too.

        // Clients are served from here on: a stop requested now drains them after the start.
        await StartAdminAsync(_admin, CancellationToken.None);
        await loading;
        foreach (var warning in _balancer.WarningsOf(Config)) _log.ConfigWarning(warning);
        _log.Started(Version, _balancer.Engine.Name, options.Descriptors.Sessions);
        notices.Write("started", "info", null, $"L4Balancer {Version} serves with the {_balancer.Engine.Name} engine");
        _log.Listening(_balancer, []);
        var admin = _admin;
        background.Start("admin-warm-up", OnFault.GoOn, () => WarmUpAsync(admin), stop: _atOnce.Token);
        if (OperatingSystem.IsLinux()) await _store!.SyncAsync();
        _watching = new Watchdog(_balancer.IsTurningAsync, systemd, options.Time, _log)
            .BeginAsync(background, _atOnce.Token);
        systemd.Ready(StatusText());
        if (OperatingSystem.IsLinux() && Takeover is { IsReloadDue: true }) BeginReload("upgrade");
    }

    /// <summary>
    /// Begins to read the file again; returns at once. If there are errors, all of them are logged and the old
    /// configuration stays in force. However often a reload is requested, one runs and at most one waits.
    /// </summary>
    public void BeginReload(string actor = "SIGHUP") => background.Start(
        "reload", OnFault.GoOn, () => ReloadAsync(isDryRun: false, actor, CancellationToken.None));

    /// <summary>
    /// A client that disconnects must not leave a reload half done, so only a dry run can be cancelled.
    /// </summary>
    private Task<ReloadReport> ReloadAsync(bool isDryRun, string actor, CancellationToken cancellationToken) =>
        isDryRun ? _reloads!.RunAsync(isDryRun, actor, cancellationToken) : _sharedReloads!.RunAsync(actor);

    private async Task<ReloadReport> ReloadOnceAsync(string actors)
    {
        // Whatever happens, systemd waits for the end of a reload that was announced.
        var isGood = false;
        systemd.Reloading();
        try
        {
            var report = await _reloads!.RunAsync(isDryRun: false, actors, CancellationToken.None);
            isGood = report.Errors.Count == 0;
            if (OperatingSystem.IsLinux()) await _store!.SyncAsync();
            return report;
        }
        finally
        {
            systemd.Ready(isGood ? StatusText() : $"{StatusText()}; the last reload was refused, see the log");
        }
    }

    /// <summary>Reopens the access log, after a rotation.</summary>
    public void ReopenAccessLog()
    {
        accessLog.Reopen();
        _log.AccessLogReopened();
    }

    /// <summary>Idempotent: the container owns the daemon twice, as itself and as a hosted service.</summary>
    public async ValueTask DisposeAsync()
    {
        await _atOnce.CancelAsync();
        await _watching;
        if (Interlocked.Exchange(ref _admin, null) is { } admin) await admin.DisposeAsync();
        if (Interlocked.Exchange(ref _collector, null) is { } collector) await collector.DisposeAsync();
        if (Interlocked.Exchange(ref _balancer, null) is { } balancer) await balancer.DisposeAsync();
        if (Interlocked.Exchange(ref _hooks, null) is { } hooks) await hooks.DisposeAsync();
    }

    private string StatusText() =>
        $"{Config.Listeners.Count} listeners, {Config.Pools.Count} pools, "
        + $"{Config.Pools.Sum(p => p.Backends.Count)} backends configured";

    /// <summary>Runs during the start and finishes before the daemon is ready.</summary>
    private static async Task PreloadAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        AssemblyPreload.LoadAll();
    }

    /// <summary>Runs in the background, concurrently with the first sessions.</summary>
    private async Task WarmUpAsync(AdminHost admin)
    {
        await admin.WarmUpAsync();
        _log.AdminWarm();
    }

    private void StopFailed()
    {
        HasFailed = true;
        lifetime.StopApplication();
    }
}
