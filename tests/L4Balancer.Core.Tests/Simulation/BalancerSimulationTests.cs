using System.Collections.Concurrent;
using L4Balancer.Core.Simulation;

namespace L4Balancer.Core.Tests.Simulation;

/// <summary>
/// Thousands of runs of the whole control side. The seeds are always the same, so that a failure can be reproduced; set
/// L4B_SEED to run one of them alone and L4B_SEEDS to run more.
/// </summary>
public sealed class BalancerSimulationTests
{
    private const int Seeds = 2000;
    private static readonly ulong? OneSeed = Read("L4B_SEED");

    /// <summary>The events that must have occurred for the runs to mean anything.</summary>
    private static readonly string[] MustBeSeen =
    [
        "ConfigAccepted", "NameResolved", "ProbeEnded", "ConnectFailed", "TierWanted", "IntentWanted", "Tick",
        "FailoverWanted", "FailbackWanted", "WeightWanted", "SessionResetWanted", "BackendAddWanted",
        "BackendRemoveWanted", "SpareSessions", "reset: BackendDown", "reset: Drained", "reset: OperatorReset",
        "IntentChanged", "WeightChanged", "SessionsReset",
        "PublishTable", "ProbesWanted", "ProbeAfter", "NamesWanted", "ResetSessions", "WakeAt",
        "AgentTurned", "AgentSilent", "AgentAnswers", "AgentUnclear",
        "BackendUp", "BackendDown", "BackendAdded", "BackendRemoved",
        "FailedOver", "FailedBack", "NoneEligible", "EligibleAgain",
        "HangSeen", "SilenceEnded", "BadEnd", "TrafficMeasured", "ProbeLate",
        "BackendSuspected", "SuspicionEnded", "BackendEjected", "BackendReturned",
        "suspected: Hung", "suspected: LateProbe", "ejected: ConnectFailures", "ejected: BadEnds",
        "ejected: FailureRatio", "ejected: Slow", "ejected again",
        "RoleChanged", "ReplicaBehind", "ReplicaCaughtUp", "SplitBrain", "SplitBrainOver", "reset: RoleChanged",
        "reset: FailedBack",
        "batch", "trial", "weights that wait", "EventRefused", "table of a ramp", "panic", "ejection",
        "pick: Picked", "pick: NoneEligible", "pick: AllTried", "pick: AllFull", "pick: AllConnecting",
        "wait: Served", "wait: Refused", "wait: TimedOut", "wait: Left", "wait: Full", "waits again", "waits anew",
    ];

    [Test]
    public void The_rules_hold_whatever_fails_and_everything_heals()
    {
        var first = OneSeed ?? 1;
        var count = OneSeed is null ? (int)(Read("L4B_SEEDS") ?? Seeds) : 1;
        var seen = new ConcurrentDictionary<string, long>();
        var failures = new ConcurrentQueue<SimulationFailedException>();
        Parallel.For(0, count, (index, loop) =>
        {
            try
            {
                var report = BalancerSimulation.Run(first + (ulong)index);
                foreach (var (what, times) in report.Seen) seen.AddOrUpdate(what, times, (_, sum) => sum + times);
            }
            catch (SimulationFailedException failure)
            {
                failures.Enqueue(failure);
                loop.Stop();
            }
        });

        if (failures.TryPeek(out var failed)) Assert.Fail(failed.ToString());
        var counts = seen.OrderBy(entry => entry.Key).Select(entry => $"{entry.Key} {entry.Value}");
        TestContext.Out.WriteLine($"{count} seeds from {first}: {string.Join(", ", counts)}");
        if (OneSeed is null) Assert.That(MustBeSeen.Except(seen.Keys), Is.Empty, "The simulation never came to these.");
    }

    [Test]
    public void The_same_seed_gives_the_same_run([Range(1, 20)] int seed)
    {
        var one = BalancerSimulation.Run((ulong)seed);
        var other = BalancerSimulation.Run((ulong)seed);

        Assert.That(other.Fingerprint, Is.EqualTo(one.Fingerprint));
        Assert.That(other.Seen, Is.EqualTo(one.Seen));
    }

    private static ulong? Read(string variable) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(variable), out var value) ? value : null;
}
