using Microsoft.Extensions.Hosting;

namespace L4Balancer.Hosting;

/// <summary>Passes signals to the daemon once it is running; the host ends by its cancellation token.</summary>
internal sealed class SignalLifetime(DaemonSignals signals, IHostApplicationLifetime lifetime, Daemon daemon)
    : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() => signals.HandTo(daemon));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
