using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Core.Health;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes;

/// <summary>The probe that only checks whether a connect succeeds, over real sockets.</summary>
[TestFixtureSource(typeof(RunningProbes), nameof(RunningProbes.Ways))]
internal sealed class ConnectProbeTests(ProbeWay way)
{
    [Test]
    public async Task A_port_that_somebody_listens_on_is_good()
    {
        using var backend = Loopback.Listen();
        Assert.That(await ProbeAsync(Loopback.AddressOf(backend)), Is.EqualTo(ProbeOutcome.Good));
    }

    [Test]
    public async Task A_port_that_nobody_listens_on_is_bad_and_says_why()
    {
        using var refusing = Loopback.Refuse();
        Assert.That(
            await ProbeAsync(Loopback.AddressOf(refusing)), Is.EqualTo(ProbeOutcome.Bad("connection refused")));
    }

    [Test]
    public async Task A_backend_that_does_not_answer_times_out()
    {
        using var full = await FullBackend.StartAsync();
        Assert.That(
            await RunningProbes.OnceAsync(way, full.Address, timeout: TimeSpan.FromMilliseconds(100)),
            Is.EqualTo(ProbeOutcome.Bad("probe timed out")));
    }

    [Test]
    [Platform("Linux")]
    public async Task A_server_never_sees_the_probe()
    {
        // The last acknowledgement of the handshake is delayed for 200 ms; a probe whose thread did not run for that
        // long closes normally.
        using var backend = Loopback.Listen();
        using var probes = new RunningProbes(way);
        var unseen = 0;
        for (var i = 0; i < 50; i++)
        {
            probes.Start(Loopback.AddressOf(backend));
            Assert.That((await probes.NextAsync()).IsGood, Is.True);
            if (backend.Poll(0, SelectMode.SelectRead)) (await Loopback.AcceptAsync(backend)).Dispose();
            else unseen++;
        }

        Assert.That(unseen, Is.GreaterThan(40));
    }

    [Test]
    public async Task A_unix_socket_that_somebody_listens_on_is_good_and_its_server_sees_an_orderly_end(
        [Values] bool speaksFirst)
    {
        using var folder = new TempFolder();
        var path = folder.PathOf("back.sock");
        using var backend = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        backend.Bind(new UnixDomainSocketEndPoint(path));
        backend.Listen();
        using var probes = new RunningProbes(way);
        probes.Start(NetAddress.FromUnix(path));
        using var server = await Loopback.AcceptAsync(backend);
        if (speaksFirst) await server.SendAsync("greeting");
        Assert.That((await probes.NextAsync()).IsGood, Is.True);
        Assert.That((await server.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Fin));
    }

    [Test]
    public async Task A_unix_socket_that_is_not_there_is_bad() =>
        Assert.That(
            await ProbeAsync(NetAddress.FromUnix("/nowhere/back.sock")),
            Is.EqualTo(ProbeOutcome.Bad("no such file or directory")));

    private Task<ProbeOutcome> ProbeAsync(NetAddress address) => RunningProbes.OnceAsync(way, address);
}
