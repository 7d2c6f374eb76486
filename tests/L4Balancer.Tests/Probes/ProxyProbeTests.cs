using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Core.ProxyProtocol;
using L4Balancer.Probes.Managed;
using L4Balancer.Tests.Background;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes;

/// <summary>Probes of servers that expect a PROXY protocol header.</summary>
internal sealed class ProxyProbeTests
{
    private static readonly HealthConfig[] Kinds =
    [
        new() { Send = ProbeBytes.FromText("PING\r\n") },
        new() { Expect = ProbeBytes.FromText("+PONG") },
        new() { Steps = [new ProbeStep { Expect = ProbeBytes.FromText("220") }] },
        new() { Type = ProbeKind.Mysql },
        new() { Type = ProbeKind.Postgresql },
        new() { Type = ProbeKind.Redis },
        new() { Type = ProbeKind.Http },
        new() { Type = ProbeKind.Https },
        new() { Type = ProbeKind.Tls },
    ];

    [Test]
    public async Task Every_kind_begins_with_a_header_by_which_the_balancer_speaks_for_itself(
        [ValueSource(nameof(Kinds))] HealthConfig health, [Values] ProxyVersion version)
    {
        using var backend = Loopback.Listen();
        var faults = new FaultLog(TimeProvider.System);
        var probe = ProbeFactory.Create(
            ProbeSpec.Of(health, version), RunningProbes.Services(_ => default, faults));
        var running = probe.RunAsync(Loopback.AddressOf(backend), Loopback.Deadline);
        using (var server = await Loopback.AcceptAsync(backend))
        {
            var header = ProxyHeaderWriter.Local(version);
            var received = new byte[header.Length];
            for (var at = 0; at < received.Length;)
            {
                at += await server.ReceiveAsync(received.AsMemory(at), Loopback.Deadline);
            }

            Assert.That(received, Is.EqualTo(header));
        }

        await running;
    }

    [TestCase(ProbeWay.Tasks)]
    [TestCase(ProbeWay.Loop)]
    public async Task Header_is_before_what_is_sent(ProbeWay way)
    {
        using var backend = Loopback.Listen();
        var sent = Convert.ToHexStringLower([.. ProxyHeaderWriter.Local(ProxyVersion.V1), .. "PING"u8]);
        var spec = ProbeSpec.Of(new HealthConfig { Send = ProbeBytes.FromText("PING") }, ProxyVersion.V1);
        Assert.That(((SendExpectProbeSpec)spec).Send!.ToString(), Is.EqualTo("hex:" + sent));
        var outcome = RunningProbes.OnceAsync(way, Loopback.AddressOf(backend), "PROXY UNKNOWN\r\nPING");
        using var server = await Loopback.AcceptAsync(backend);
        Assert.That(await server.ReadAsync(19), Is.EqualTo("PROXY UNKNOWN\r\nPING"));
        Assert.That((await outcome).IsGood, Is.True);
    }

    [TestCase(null, false, true)]
    [TestCase(null, true, false)]
    [TestCase(true, true, true)]
    [TestCase(false, false, false)]
    public void Automatically_the_own_port_of_a_backend_is_probed_like_its_sessions(
        bool? isAsked, bool hasPort, bool expected)
    {
        var pool = new PoolConfig
        {
            Name = "pool",
            Backends = [],
            SendProxy = new SendProxyConfig(),
            Health = new HealthConfig { Type = ProbeKind.Redis, SendProxy = isAsked, Port = hasPort ? 7 : null },
        };
        using var backend = Loopback.Listen();
        var address = Loopback.AddressOf(backend);
        Assert.That(ProbeTarget.OfHealth(pool, address)!.Spec.Proxy is not null, Is.EqualTo(expected));
        Assert.That(ProbeTarget.OfHealth(pool with { SendProxy = null }, address)!.Spec.Proxy, Is.Null);
    }
}
