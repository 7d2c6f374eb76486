using L4Balancer.Core.Capacity;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Tests.Capacity;

/// <summary>What happens when the largest one or two backends fail.</summary>
internal sealed class ForecastTests
{
    private static IEnumerable<TestCaseData> Failures()
    {
        var (a, b, c) = (Loads.Backend("a", 200), Loads.Backend("b"), Loads.Backend("c"));
        yield return Case("The_largest_fails_first", Loads.Pool(b, a, c), 1, "a", FailureOutcome.Unknown,
            "the other 2 carry up to 2.0 x today's load; no limit is known");
        yield return Case("Two_fail", Loads.Pool(a, b, c), 2, "a b", FailureOutcome.Unknown,
            "c carries 4.0 x today's load; no limit is known");
        yield return Case("Processors_hold", Loads.Pool(
            a with { Cpu = 0.3 }, b with { Cpu = 0.3 }, c with { Cpu = 0.4 }), 1, "a", FailureOutcome.Holds,
            "the other 2 carry up to 2.0 x today's load; c is then at 80 % of its limit");
        yield return Case("Processors_do_not_hold", Loads.Pool(
            a with { Cpu = 0.3 }, b with { Cpu = 0.3 }, c with { Cpu = 0.6 }), 1, "a", FailureOutcome.Exceeded,
            "the other 2 carry up to 2.0 x today's load; c is then at 120 % of its limit");
        yield return Case("Connections_hold", Loads.Pool(Limited(a, 20), Limited(b, 20), Limited(c, 30)), 1, "a",
            FailureOutcome.Holds, "the other 2 carry up to 2.0 x today's load; b is then at 75 % of its limit");
        yield return Case("A_full_backend_leaves_the_rest_to_the_others",
            Loads.Pool(Limited(a, 20), Limited(b, 12), Limited(c, 30)), 1, "a",
            FailureOutcome.Holds, "the other 2 carry up to 2.0 x today's load; b is then at 100 % of its limit");
        yield return Case("Connections_do_not_suffice", Loads.Pool(Limited(a, 20), Limited(b, 12), Limited(c, 11)), 1,
            "a", FailureOutcome.Exceeded,
            "the other 2 carry up to 2.0 x today's load; b is then at 100 % of its limit; 7 sessions would find no "
            + "place (max-connections)");
        yield return Case("A_backup_takes_over", Loads.Pool(a, b, Loads.Backup("x"), Loads.Backup("y")), 2, "a b",
            FailureOutcome.Unknown,
            "tier 1 takes over with 2 backends, up to 10 sessions each; no limit is known");
        yield return Case("A_small_backup", Loads.Pool(a, b, Limited(Loads.Backup("x"), 15)), 2, "a b",
            FailureOutcome.Exceeded,
            "tier 1 takes over with 1 backend, up to 15 sessions; x is then at 100 % of its limit; 5 sessions "
            + "would find no place (max-connections)");
        yield return Case("A_backup_that_is_down", Loads.Pool(a, Loads.Backup("x") with { IsEligible = false }), 1, "a",
            FailureOutcome.NothingServes, "nothing serves: clients are refused");
        yield return Case("A_backup_in_manual_mode",
            Loads.Pool(a, Loads.Backup("x")) with { Mode = FailoverMode.Manual }, 1, "a", FailureOutcome.NothingServes,
            "nothing serves until an operator moves the pool to another tier (mode: manual)");
        yield return Case("No_load_yet", Loads.Pool(
            Idle("a"), Idle("b"), Idle("c")), 1, "a", FailureOutcome.Unknown,
            "the other 2 carry up to 1.5 x today's load; no limit is known");
        yield return Case("The_policy_first_fills_one", Loads.Pool(
            Limited(a, 20), Limited(b, 18), Limited(c, 18)) with
        { Policy = PolicyKind.First }, 1, "a",
            FailureOutcome.Holds, "the other 2 carry up to 2.0 x today's load; b is then at 100 % of its limit");

        static BackendLoad Limited(BackendLoad backend, int max) => backend with { MaxConnections = max };
        static BackendLoad Idle(string name) => Loads.Backend(name, 0) with { Sessions = 0 };
        static TestCaseData Case(
            string name, PoolLoad pool, int failures, string failed, FailureOutcome outcome, string text) =>
            new(pool, failures, failed, outcome, text) { TestName = $"Forecast: {name}" };
    }

    [TestCaseSource(nameof(Failures))]
    public void The_failure_of_the_largest_backends_is_worked_out(
        PoolLoad pool, int failures, string failed, FailureOutcome outcome, string text)
    {
        var found = CapacityAssessment.Of(pool).Failures[failures - 1];
        Assert.That(string.Join(' ', found.Failed), Is.EqualTo(failed));
        Assert.That((found.Outcome, found.Text), Is.EqualTo((outcome, text)));
    }

    [Test]
    public void No_session_is_lost_or_placed_above_a_limit_whatever_the_pool([Values(1, 2, 3, 4)] int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            BackendLoad[] backends =
            [
                .. Enumerable.Range(0, random.Next(1, 30)).Select(i => new BackendLoad
                {
                    Address = $"{i}",
                    WeightInForce = 1 + random.Next(20),
                    Sessions = 5,
                    MaxConnections = random.Next(3) == 0 ? 0 : 5 + random.Next(20),
                }),
            ];
            var lost = random.Next(300);
            var before = 5 * backends.Length + lost;
            var pool = Loads.Pool([.. backends, Loads.Backend("failed") with { Sessions = lost }]) with
            {
                Policy = random.Next(2) == 0 ? PolicyKind.First : PolicyKind.PowerOfTwo,
                MaxConnections = random.Next(2) == 0 ? 0 : before - random.Next(before / 2 + 1),
            };
            var placed = Placement.Of(lost, backends, pool);
            Assert.That(placed.Sessions.Sum() + placed.Unplaced, Is.EqualTo(lost + 5.0 * backends.Length).Within(0.6));
            var isFull = pool.MaxConnections > 0 && placed.Sessions.Sum() > pool.MaxConnections - 0.6;
            Assert.That(placed.Unplaced == 0 || isFull || backends.All(b => b.MaxConnections > 0), $"seed {seed}");
            for (var i = 0; i < backends.Length; i++)
            {
                var max = backends[i].MaxConnections;
                Assert.That(max == 0 || placed.Sessions[i] <= max + 1e-6, $"seed {seed}, backend {i}");
            }
        }
    }
}
