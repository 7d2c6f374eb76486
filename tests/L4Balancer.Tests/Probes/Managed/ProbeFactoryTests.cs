using System.Net;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Probes;
using L4Balancer.Probes.Managed;
using L4Balancer.Tests.Background;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes.Managed;

/// <summary>Every kind of probe known to the configuration can be run.</summary>
internal sealed class ProbeFactoryTests
{
    private static readonly HealthConfig[] Kinds =
    [
        .. Enum.GetValues<ProbeKind>().Select(kind => new HealthConfig { Type = kind }),
        new() { Send = ProbeBytes.FromText("PING") }, new() { Expect = ProbeBytes.FromText("+PONG") },
        new() { Steps = new ValueList<ProbeStep>([new ProbeStep { Matches = "PONG" }]) },
    ];

    private static readonly HealthConfig Asking = new() { Agent = new AgentConfig { Port = 1 } };

    private static ProbeServices Services => RunningProbes.Services(_ => default, new FaultLog(TimeProvider.System));

    [TestCaseSource(nameof(Kinds))]
    public void Every_kind_that_can_be_configured_can_be_run(HealthConfig health)
    {
        var spec = ProbeSpec.Of(health);
        Assert.That(ProbeRunners.WhyNot(spec), Is.Null);
        if (spec is NoProbeSpec) return;
        Assert.That(ProbeFactory.Create(spec, Services), Is.Not.Null);
    }

    [Test]
    public void An_agent_can_be_asked()
    {
        var spec = ProbeTarget.OfAgent(Asking, NetAddress.FromIp(IPAddress.Loopback, 1))!.Spec;
        Assert.That(ProbeRunners.WhyNot(spec), Is.Null);
        Assert.That(ProbeFactory.Create(spec, Services), Is.TypeOf<AgentProbe>());
    }

    [Test]
    public void Every_kind_of_the_hierarchy_can_be_configured()
    {
        var kinds = typeof(ProbeSpec).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ProbeSpec)));
        Assert.That(
            Kinds.Select(health => ProbeSpec.Of(health).GetType()).Append(typeof(AgentProbeSpec)).Distinct(),
            Is.EquivalentTo(kinds));
    }

    [Test]
    public async Task A_probe_that_cannot_be_made_is_a_fault_of_its_own_and_not_of_its_caller()
    {
        var faults = new FaultLog(TimeProvider.System);
        using var probes = new ManagedProbes(
            RunningProbes.Services(_ => default, faults), _ => throw new InvalidOperationException("a bug"));
        using var backend = Loopback.Listen();
        probes.Add(new ProbeTarget(Loopback.AddressOf(backend), TcpProbeSpec.Instance), Loopback.Patience)
            .RunAfter(TimeSpan.Zero);
        await faults.SawAsync("probe");
    }
}
