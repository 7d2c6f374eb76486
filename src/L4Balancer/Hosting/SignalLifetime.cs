using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace L4Balancer.Hosting;

/// <summary>
/// Signals of the daemon: SIGTERM and SIGINT drain, a second one stops at once, SIGHUP reloads, SIGUSR1 opens the
/// access log anew. SIGPIPE is ignored by the runtime: a write to a connection that is gone is an error of that
/// session, not the end of the process.
/// </summary>
internal sealed class SignalLifetime(IHostApplicationLifetime lifetime, Daemon daemon) : IHostLifetime, IDisposable
{
    /// <summary>The framework has no name for it, and takes its number on Linux.</summary>
    private const PosixSignal Usr1 = (PosixSignal)10;

    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _stopsAsked;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, Reload));
        if (OperatingSystem.IsLinux()) _registrations.Add(PosixSignalRegistration.Create(Usr1, ReopenAccessLog));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _stopsAsked) == 1) lifetime.StopApplication();
        else daemon.StopAtOnce();
    }

    private void Reload(PosixSignalContext context)
    {
        context.Cancel = true;

        // At once, or at the end of the start: the file may have changed since the start read it.
        lifetime.ApplicationStarted.Register(ReloadUnlessStopping);
    }

    private void ReopenAccessLog(PosixSignalContext context)
    {
        context.Cancel = true;
        daemon.ReopenAccessLog();
    }

    private void ReloadUnlessStopping()
    {
        if (!lifetime.ApplicationStopping.IsCancellationRequested) _ = daemon.ReloadAsync();
    }
}
