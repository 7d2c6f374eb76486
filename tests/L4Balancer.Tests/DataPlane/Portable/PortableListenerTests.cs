using System.Net;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane;
using L4Balancer.DataPlane.Portable;
using L4Balancer.Sockets;
using L4Balancer.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace L4Balancer.Tests.DataPlane.Portable;

/// <summary>An accept loop that is ended by a bug does not end unnoticed.</summary>
internal sealed class PortableListenerTests
{
    [Test]
    public async Task An_accept_loop_that_a_bug_ended_is_counted_and_fails_the_proof_of_the_watchdog()
    {
        var services = new PortableServices(
            new EngineParts
            {
                Table = new TableHolder(),
                Signals = new NoSignals(),
                Spares = new SpareDescriptors(DescriptorBudget.Unlimited),
                Seed = 0,
                Log = NullLogger.Instance,
                Time = TimeProvider.System,
            },
            bufferSize: 4096);
        var bind = new BindAddress(NetAddress.FromIp(IPAddress.Loopback, 0), IsDualStack: false);
        var config = new ListenerConfig { Name = "l", Bind = [bind], Pool = "p", Backlog = 8 };
        var bound = ListeningSocket.Bind(config, bind, isBeside: false, NullLogger.Instance);
        var listener = new PortableListener(
            services, bind, [bound], config, (_, _) => throw new InvalidOperationException("a bug"));
        listener.Start();
        Assert.That(await listener.IsTurningAsync(Loopback.Deadline), Is.True);
        using var client = await Loopback.ConnectAsync(listener.Actual);

        // Not before: the proof fails for a client that waits, too, and succeeds until the loop has closed its socket.
        await Eventually.HoldsAsync(() => services.Counters.Bugs == 1, () => "the bug is counted");
        await Eventually.GetAsync(
            "the proof fails",
            Loopback.Patience,
            () => listener.IsTurningAsync(new CancellationToken(canceled: true)),
            isTurning => !isTurning);
        await listener.StopAsync();
    }

    private sealed class NoSignals : ISignalSink
    {
        public void Signal(Observation signal)
        {
        }
    }
}
