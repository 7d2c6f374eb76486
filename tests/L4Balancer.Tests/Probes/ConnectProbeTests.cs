using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Probes;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes;

/// <summary>The probe that only asks whether a connect succeeds, over real sockets.</summary>
internal sealed class ConnectProbeTests
{
    private static readonly ConnectProbe Probe = new();

    [Test]
    public async Task A_port_that_somebody_listens_on_is_good()
    {
        using var backend = Loopback.Listen();
        Assert.That(await Probe.RunAsync(Loopback.AddressOf(backend), Loopback.Deadline),
            Is.EqualTo(Core.Health.ProbeOutcome.Good));
    }

    [Test]
    public async Task A_port_that_nobody_listens_on_is_bad_and_says_why()
    {
        using var refusing = Loopback.Refuse();
        var outcome = await Probe.RunAsync(Loopback.AddressOf(refusing), Loopback.Deadline);
        Assert.That((outcome.IsGood, outcome.Cause), Is.EqualTo((false, "connection refused")));
    }

    [Test]
    public async Task A_backend_that_does_not_answer_keeps_the_probe_until_its_time_is_over()
    {
        using var full = await FullBackend.StartAsync();
        using var timeout = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        Assert.That(async () => await Probe.RunAsync(full.Address, timeout.Token),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    [Platform("Linux")]
    public async Task A_server_never_sees_the_probe()
    {
        // The last acknowledgement of the handshake is held back for 200 ms; a probe that was late by half of that
        // falls back to a clean close.
        using var backend = Loopback.Listen();
        var unseen = 0;
        for (var i = 0; i < 50; i++)
        {
            await Probe.RunAsync(Loopback.AddressOf(backend), Loopback.Deadline);
            if (backend.Poll(0, SelectMode.SelectRead)) (await Loopback.AcceptAsync(backend)).Dispose();
            else unseen++;
        }

        Assert.That(unseen, Is.GreaterThan(40));
    }

    [Test]
    public async Task A_unix_socket_that_somebody_listens_on_is_good_and_its_server_sees_an_orderly_end(
        [Values] bool speaksFirst)
    {
        var folder = Directory.CreateTempSubdirectory("l4b").FullName;
        try
        {
            var path = Path.Combine(folder, "back.sock");
            using var backend = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            backend.Bind(new UnixDomainSocketEndPoint(path));
            backend.Listen();
            var probing = Probe.RunAsync(NetAddress.FromUnix(path), Loopback.Deadline);
            using var server = await Loopback.AcceptAsync(backend);
            if (speaksFirst) await server.SendAsync("greeting");
            Assert.That((await probing).IsGood, Is.True);
            Assert.That((await server.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Fin));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public async Task A_unix_socket_that_is_not_there_is_bad()
    {
        var outcome = await Probe.RunAsync(NetAddress.FromUnix("/nowhere/back.sock"), Loopback.Deadline);
        Assert.That((outcome.IsGood, outcome.Cause), Is.EqualTo((false, "no such file or directory")));
    }
}
