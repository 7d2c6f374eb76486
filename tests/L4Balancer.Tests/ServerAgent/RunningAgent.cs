using System.Net;
using System.Text;
using L4Balancer.Core;
using L4Balancer.Core.Health;
using L4Balancer.Hosting;
using L4Balancer.Probes.Managed;
using L4Balancer.ServerAgent;
using L4Balancer.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace L4Balancer.Tests.ServerAgent;

/// <summary>An agent inside the test process, on a port chosen by the kernel.</summary>
internal sealed class RunningAgent : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<IPEndPoint> _address = new();
    private Task _running = Task.CompletedTask;

    public NetAddress Address => NetAddress.FromIp(IPAddress.Loopback, _address.Task.Result.Port);

    public static async Task<RunningAgent> StartAsync(
        IHostReader? reader = null, Func<AgentSettings, AgentSettings>? change = null)
    {
        var agent = new RunningAgent();
        var settings = new AgentSettings
        {
            Bind = new IPEndPoint(IPAddress.Loopback, 0),
            Interval = TimeSpan.FromMilliseconds(200),
            Smoothing = TimeSpan.Zero,
        };
        agent._running = AgentHost.RunAsync(
            change?.Invoke(settings) ?? settings, reader ?? new ProcReader(), NullLogger.Instance, agent._stop.Token,
            address => agent._address.SetResult(address));
        await agent._address.Task.WaitAsync(Loopback.Deadline);
        return agent;
    }

    /// <summary>The answer, as the balancer takes it.</summary>
    public async Task<ProbeFindings> AskAsync()
    {
        var outcome = await new AgentProbe(new AgentProbeSpec(null)).RunAsync(Address, Loopback.Deadline);
        Assert.That(outcome.IsGood, outcome.Cause);
        return outcome.Findings!;
    }

    /// <summary>All bytes of the answer.</summary>
    public async Task<string> ReadAsync(string send = "")
    {
        using var socket = await Loopback.ConnectAsync(Address);
        if (send.Length > 0) await socket.SendAsync(send);
        var (bytes, end) = await socket.ReadToEndAsync();
        Assert.That(end, Is.EqualTo(StreamEnd.Fin));
        return Encoding.UTF8.GetString(bytes);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(_ => { }, TaskScheduler.Default);
        _stop.Dispose();
    }
}
