using System.Runtime.InteropServices;
using L4Balancer.Linux;

namespace L4Balancer.Hosting;

/// <summary>
/// Signals of the daemon: SIGTERM and SIGINT drain, a second one stops at once, SIGHUP reloads, SIGUSR1 reopens the
/// access log, SIGUSR2 hands over to a new process. Under systemd SIGINT announces a restart (RestartKillSignal=), for
/// which sessions are kept instead. The handlers are installed first of all, because the default action
/// ends the process; signals before the daemon is running are handled once it is. SIGPIPE is ignored by the runtime: a
/// write to a closed connection is an error of that session, not the end of the process.
/// </summary>
public sealed class DaemonSignals : IDisposable
{
    /// <summary>The framework has no name for it, but accepts its number on Linux.</summary>
    private const PosixSignal Usr1 = (PosixSignal)10;

    private const PosixSignal Usr2 = (PosixSignal)12;

    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _sync = new();
    private Daemon? _daemon; // Guarded by _sync, like the four below.
    private bool _isStopping;
    private bool _isReloadDue;
    private bool _isUpgradeDue;
    private bool _isReopenDue;

    private DaemonSignals()
    {
    }

    /// <summary>Cancelled by the first SIGTERM or SIGINT.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>Whether that was SIGINT, by which systemd announces a restart.</summary>
    public bool IsRestart { get; private set; } // Written under the lock, before the token is cancelled.

    /// <summary>Installs the handlers: from now on no handled signal ends the process by its default action.</summary>
    public static DaemonSignals Take()
    {
        var signals = new DaemonSignals();
        if (OperatingSystem.IsLinux()) InheritedSignals.Replace();
        signals.Handle(PosixSignal.SIGHUP, signals.OnReload);
        if (OperatingSystem.IsLinux()) signals.Handle(Usr1, signals.OnReopen);
        if (OperatingSystem.IsLinux()) signals.Handle(Usr2, signals.OnUpgrade);
        signals.Handle(PosixSignal.SIGTERM, signals.OnStop);
        signals.Handle(PosixSignal.SIGINT, signals.OnRestart);
        return signals;
    }

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _stop.Dispose();
    }

    /// <summary>The daemon is running: earlier signals are handled now, later ones immediately.</summary>
    internal void HandTo(Daemon daemon)
    {
        lock (_sync)
        {
            _daemon = daemon;
            if (_isReopenDue) daemon.ReopenAccessLog();

            // The file may have changed since it was read at the start.
            if (_isReloadDue && !_isStopping) daemon.BeginReload();

            // So may the program.
            if (_isUpgradeDue && !_isStopping) daemon.BeginUpgrade();
        }
    }

    private void Handle(PosixSignal signal, Action<PosixSignalContext> handler) =>
        _registrations.Add(PosixSignalRegistration.Create(signal, handler));

    private void OnStop(PosixSignalContext context)
    {
        var (isFirst, daemon) = BeginStop();

        // Before there is anything to drain, a second signal ends the process by its default action.
        context.Cancel = isFirst || daemon is not null;
        if (isFirst) _stop.Cancel();
        else daemon?.StopAtOnce();
    }

    private void OnRestart(PosixSignalContext context)
    {
        lock (_sync)
        {
            if (!_isStopping) IsRestart = true;
            _daemon?.BeginRestart();
        }

        OnStop(context);
    }

    private (bool IsFirst, Daemon? Daemon) BeginStop()
    {
        lock (_sync)
        {
            var isFirst = !_isStopping;
            _isStopping = true;
            return (isFirst, _daemon);
        }
    }

    private void OnReload(PosixSignalContext context)
    {
        context.Cancel = true;
        lock (_sync)
        {
            if (_daemon is null) _isReloadDue = true;
            else if (!_isStopping) _daemon.BeginReload();
        }
    }

    private void OnUpgrade(PosixSignalContext context)
    {
        context.Cancel = true;
        lock (_sync)
        {
            if (_daemon is null) _isUpgradeDue = true;
            else if (!_isStopping) _daemon.BeginUpgrade();
        }
    }

    private void OnReopen(PosixSignalContext context)
    {
        context.Cancel = true;
        lock (_sync)
        {
            if (_daemon is null) _isReopenDue = true;
            else _daemon.ReopenAccessLog();
        }
    }
}
