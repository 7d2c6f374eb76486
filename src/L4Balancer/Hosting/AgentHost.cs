using System.Text;
using L4Balancer.Background;
using L4Balancer.ServerAgent;
using L4Balancer.Telemetry;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Hosting;

/// <summary>Runs the agent of a server.</summary>
internal static class AgentHost
{
    /// <summary>How often a lasting failure to accept is logged.</summary>
    private static readonly TimeSpan LogPause = TimeSpan.FromSeconds(10);

    /// <summary>The first answer needs figures of some time.</summary>
    private static readonly TimeSpan FirstSample = TimeSpan.FromMilliseconds(200);

    /// <summary>Samples and answers until it is cancelled.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The address cannot be bound.</exception>
    public static async Task RunAsync(
        AgentSettings settings, IHostReader reader, ILogger log, CancellationToken stop,
        Action<System.Net.IPEndPoint>? onListening = null)
    {
        var background = new BackgroundWork(log, TimeProvider.System);
        var sampler = new HostSampler(
            reader, new StateFile(settings.StateFile), settings.Rules, settings.Smoothing, TimeProvider.System, log);
        await Task.Delay(FirstSample, TimeProvider.System, stop);
        var line = sampler.Next();
        var pace = new LogPace(TimeProvider.System, LogPause);
        using var server = new AgentServer(settings.Bind, settings.Allowed, line, background, log, pace);
        log.AgentListening(server.Address, Encoding.UTF8.GetString(line).TrimEnd());
        onListening?.Invoke(server.Address);
        await Task.WhenAll(
            background.RunAsync("agent-answers", OnFault.Restart, () => server.RunAsync(stop), stop: stop),
            background.RunAsync(
                "agent-samples", OnFault.Restart, () => SampleAsync(sampler, server, settings.Interval, stop),
                stop: stop));
    }

    private static async Task SampleAsync(
        HostSampler sampler, AgentServer server, TimeSpan interval, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(interval, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(stop)) server.Say(sampler.Next());
    }
}
