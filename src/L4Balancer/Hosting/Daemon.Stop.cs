namespace L4Balancer.Hosting;

/// <content>How it stops.</content>
public sealed partial class Daemon
{
    /// <summary>Ends the grace period of running sessions.</summary>
    public void StopAtOnce()
    {
        _log.StopAtOnce();
        _atOnce.Cancel();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_balancer is null) return;
        if (OperatingSystem.IsLinux() && _upgrades is { } upgrades && !await upgrades.EndAsync())
        {
            // A successor has at least the listening sockets: this process is about to end without touching them.
            await (_leaving ?? Task.Delay(Timeout.Infinite, CancellationToken.None));
        }

        if (OperatingSystem.IsLinux() && IsRestart() && await TryKeepForRestartAsync()) return;
        if (OperatingSystem.IsLinux()) await (_store?.ClearAsync() ?? Task.CompletedTask);
        _log.Stopping(_balancer.Engine.ActiveSessions, Config.ShutdownGrace);
        systemd.Stopping($"Draining {_balancer.Engine.ActiveSessions} sessions");
        var ended = await _balancer.DrainAsync(Config.ShutdownGrace, _atOnce.Token);
        if (ended > 0) _log.GraceOver(ended);
        _log.Stopped();
    }
}
