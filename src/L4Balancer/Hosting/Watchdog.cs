using L4Balancer.Background;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Hosting;

/// <summary>Feeds systemd's watchdog, but only while the loops that serve prove that they are running.</summary>
/// <param name="isTurning">True when the loops prove, before the token is cancelled, that they are running.</param>
internal sealed class Watchdog(
    Func<CancellationToken, Task<bool>> isTurning, SystemdNotifier systemd, TimeProvider time, ILogger log)
{
    /// <summary>Completes when cancelled; at once if systemd requires no watchdog.</summary>
    public Task BeginAsync(BackgroundWork background, CancellationToken stop) =>
        background.RunAsync("watchdog", OnFault.Restart, () => RunAsync(stop), stop: stop);

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        if (systemd.WatchdogInterval is not { } interval) return;

        // A third, so that one proof may fail for lack of CPU without a restart.
        var pause = interval / 3;
        while (!cancellationToken.IsCancellationRequested)
        {
            using var deadline = new CancellationTokenSource(pause, time);
            if (await isTurning(deadline.Token).WaitAsync(cancellationToken)) systemd.Alive();
            else log.WatchdogStarved(interval);
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
