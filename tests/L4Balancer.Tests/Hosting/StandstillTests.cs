using System.Net.Sockets;
using L4Balancer.Telemetry;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Hosting;

/// <summary>A real daemon that is stopped, like a paused machine, while a backend answers its probe.</summary>
[Platform("Linux")]
internal sealed class StandstillTests
{
    /// <summary>Longer than the timeout of the probes, which a busy machine must not reach by itself.</summary>
    private static readonly TimeSpan Standstill = TimeSpan.FromSeconds(4);

    [TestCase("native")]
    [TestCase("portable")]
    public async Task A_probe_that_was_answered_meanwhile_is_not_timed_out(string engine)
    {
        using var backend = Loopback.Listen();
        await using var daemon = await DaemonProcess.StartAsync(
            $$"""
            engine: {{engine}}
            listeners:
              redis:
                bind: 127.0.0.1:0
                health: { send: "PING\r\n", expect: "+PONG", interval: 100ms, timeout: 3s, fall: 1, rise: 1 }
                backends: ["{{Loopback.AddressOf(backend)}}"]
            """);
        using var probe = await Loopback.AcceptAsync(backend);
        Assert.That(await probe.ReadAsync(6), Is.EqualTo("PING\r\n"));
        await daemon.FreezeAsync();
        await probe.SendAsync("+PONG\r\n");
        await Task.Delay(Standstill);
        daemon.Signal(Signal.Continue);
        Assert.That((await probe.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Fin));

        // Any report about it is logged before the next probe.
        using var next = await Loopback.AcceptAsync(backend);
        Assert.That(daemon.Logged(EventIds.BackendDown), Is.Empty);
    }
}
