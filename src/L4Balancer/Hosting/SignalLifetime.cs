using Microsoft.Extensions.Hosting;

namespace L4Balancer.Hosting;

/// <summary>Lets signals reach the daemon once it runs; what ends the host is the token that it runs with.</summary>
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
