using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using L4Balancer.Handover;
using L4Balancer.Handover.Messages;

namespace L4Balancer.Tests.Handover;

/// <summary>What the control side knows, as JSON.</summary>
public sealed class MemoryMessageTests
{
    private static readonly NetAddress One = NetAddress.FromIp(IPAddress.Parse("10.0.0.1"), 3306);

    [Test]
    public void All_that_is_known_of_a_backend_reads_as_it_was_written()
    {
        var findings = new ProbeFindings
        {
            Role = ServerRole.Replica,
            Lag = TimeSpan.FromSeconds(2),
            Cpu = 40,
            Agent = new AgentAnswer { Health = AgentHealth.Fail, Comment = "a # b" },
        };
        var now = TimeSpan.FromSeconds(1234.5678);
        var backend = new BackendMemory
        {
            Address = One,
            Entry = BackendAddress.OfHost("db.example", 3306),
            Health = new BackendHealth(false, true, 2),
            Standing = BackendStanding.Good.Eject(StandingCause.BadEnds, "5 in a row", now, now + now),
            Agent = AgentReport.None.After(findings.Agent),
            Role = BackendRole.Unknown.After(ProbeOutcome.Good with { Findings = findings }, wasUp: true, now),
            Memory = StandingMemory.None.Counting(StandingCause.Slow).AfterWrong(now),
            TurnedAt = now,
            Cause = "refused",
            Intent = BackendIntent.Drain,
            Drain = new DrainPlan(now, 7) { HasBegun = true },
            IsOnTrial = true,
            IsServing = true,
            RampStart = now,
            Measurement = new BackendMeasurement(
                WeighBy.Cpu, MeasuredWeight.New.Read(3).Approach(150), new ResponseTotals(1, 2, 3)),
            Probes = new ProbeTally(1, 2, ProbeOutcome.Bad("late") with { Findings = findings }, now),
            LeftAt = now,
        };
        var name = new NameMemory
        {
            Name = "db.example",
            Seen = [new SeenAddress(IPAddress.IPv6Loopback, now)],
            Unusable = [IPAddress.Any],
            Failure = new NameFailure(NameTrouble.Unusable, "empty", now),
            Ipv6At = now,
        };
        var pool = new PoolMemory
        {
            Name = "p",
            Added = [new BackendConfig { Address = BackendAddress.Of(One), Weight = 0, Tier = 2 }],
            Removed = [BackendAddress.Of(NetAddress.FromUnix("/run/x"))],
            Weights = [new WeightMemory(BackendAddress.Of(One), new WeightOverlay(5, 1))],
            ActiveTier = 1,
            Tiers = [new TierState(true, null), new TierState(true, TimeSpan.MinValue)],
            HeldSince = TimeSpan.MinValue,
            MovingUntil = now,
            HasEligible = true,
            Backends = [backend],
        };
        var memory = new BalancerMemory { Generation = 9, Pools = [pool], Names = [name] };
        var read = Again(memory);
        Assert.That(Text(read), Is.EqualTo(Text(memory)));
        var same = read.Pools[0].Backends[0];
        Assert.That(same with { Memory = backend.Memory }, Is.EqualTo(backend));
        Assert.That(same.Memory.Counts, Is.EqualTo(backend.Memory.Counts));
        Assert.That(same.Memory.WrongAt, Is.EqualTo(now));
        Assert.That(read.Pools[0].Tiers, Is.EqualTo(pool.Tiers));
        Assert.That(read.Pools[0].Added, Is.EqualTo(pool.Added));
        Assert.That((read.Names[0].Seen[0], read.Names[0].Failure), Is.EqualTo((name.Seen[0], name.Failure)));
    }

    [Test]
    public void Causes_that_another_version_does_not_know_yet_are_never()
    {
        Assert.That(new StandingMemory { Counts = [4] }.CountOf(StandingCause.Slow), Is.Zero);
        Assert.That(new StandingMemory { Counts = default }.CountOf(StandingCause.None), Is.Zero);
        var more = Enumerable.Repeat(1L, 99).ToImmutableArray();
        Assert.That(new StandingMemory { Counts = more }.CountOf(StandingCause.Slow), Is.EqualTo(1));
    }

    private static BalancerMemory Again(BalancerMemory memory) =>
        JsonSerializer.Deserialize(Text(memory), HandoverJson.Default.StateMessage)!.Memory!;

    private static string Text(BalancerMemory memory) => JsonSerializer.Serialize(
        new StateMessage { Version = "1", Protocol = 1, Config = "", Listeners = 0, Memory = memory },
        HandoverJson.Default.StateMessage);
}
