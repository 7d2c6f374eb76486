using System.Net;
using System.Runtime.Versioning;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;

namespace L4Balancer.Fuzz.Targets.Handover;

/// <summary>What a control side knows that has seen much.</summary>
[SupportedOSPlatform("linux")]
internal static class ControlSeed
{
    private static readonly TimeSpan At = HandoverProcess.Now - TimeSpan.FromMinutes(1);

    public static BalancerMemory Of(BalancerState state)
    {
        var memory = BalancerMemory.Of(state);
        var pool = memory.Pools[0];
        return memory with
        {
            Pools =
            [
                pool with
                {
                    Added = [new BackendConfig { Address = BackendAddress.OfHost("new.example", 5), Weight = 3 }],
                    Removed = [pool.Backends[1].Entry],
                    Weights = [new WeightMemory(pool.Backends[0].Entry, new WeightOverlay(5, 1))],
                    SplitSince = At,
                    MovingUntil = At,
                    HasEligible = true,
                    Backends = [Of(pool.Backends[0]), .. pool.Backends.Skip(1).Select(one => one with { LeftAt = At })],
                },
                .. memory.Pools.Skip(1),
            ],
            Names =
            [
                new NameMemory
                {
                    Name = "db.example",
                    Seen = [new SeenAddress(IPAddress.IPv6Loopback, At)],
                    AnsweredAt = At,
                    Unusable = [IPAddress.Any],
                    Failure = new NameFailure(NameTrouble.Unusable, "empty", At),
                    Ipv4At = At,
                },
            ],
        };
    }

    private static BackendMemory Of(BackendMemory backend)
    {
        var findings = new ProbeFindings
        {
            Role = ServerRole.Replica,
            Lag = TimeSpan.FromSeconds(2),
            Cpu = 40,
            Agent = new AgentAnswer { Health = AgentHealth.Fail, Comment = "a # b" },
        };
        return backend with
        {
            Health = new BackendHealth(true, true, 2),
            Standing = BackendStanding.Good.Eject(StandingCause.BadEnds, "5 in a row", At, At + At),
            Agent = AgentReport.None.After(findings.Agent),
            Role = BackendRole.Unknown.After(ProbeOutcome.Good with { Findings = findings }, wasUp: true, At),
            Memory = StandingMemory.None.Counting(StandingCause.Slow).AfterWrong(At) with { EjectionsInRow = 1 },
            TurnedAt = At,
            Cause = "refused",
            Intent = BackendIntent.Drain,
            Drain = new DrainPlan(At, 7) { HasBegun = true },
            IsOnTrial = true,
            IsServing = true,
            RampStart = At,
            Measurement = new BackendMeasurement(
                WeighBy.Cpu, MeasuredWeight.New.Read(3).Approach(150), new ResponseTotals(1, 2, 3)),
            Probes = new ProbeTally(1, 2, ProbeOutcome.Bad("late") with { Findings = findings }, At),
            Answers = new ProbeTally(1, 2, ProbeOutcome.Good with { Findings = findings }, At),
        };
    }
}
