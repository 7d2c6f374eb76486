using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Telemetry.Access;

namespace L4Balancer.Tests.Telemetry.Access;

/// <summary>How many sessions are logged, and that one is logged as a whole.</summary>
internal sealed class SamplingRulesTests
{
    private const int Sessions = 100_000;

    [Test]
    public void Without_a_rule_all_sessions_are_logged() => Assert.That(Kept([]), Is.EqualTo(Sessions));

    [TestCase(0, 0, 0)]
    [TestCase(0.01, 900, 1100)]
    [TestCase(0.5, 49_000, 51_000)]
    [TestCase(1, Sessions, Sessions)]
    public void The_configured_share_is_logged(double keep, int least, int most) =>
        Assert.That(Kept([new AccessLogRule { Keep = keep }]), Is.InRange(least, most));

    [Test]
    public void The_first_matching_rule_decides()
    {
        var rules = new SamplingRules(
        [
            new AccessLogRule { Listener = "other", Keep = 1 },
            new AccessLogRule { Listener = "mysql", Pool = "other", Keep = 1 },
            new AccessLogRule { Listener = "mysql", Pool = "db", Keep = 0 },
            new AccessLogRule { Keep = 1 },
        ]);
        Assert.That(rules.Keeps(Records.Ended(1)), Is.False);
        Assert.That(rules.Keeps(Records.Ended(1) with { Listener = "other" }), Is.True);
        Assert.That(rules.Keeps(Records.Ended(1) with { Pool = "other" }), Is.True);
        Assert.That(rules.Keeps(Records.Ended(1) with { Listener = "third" }), Is.True);
    }

    [Test]
    public void A_rule_with_reasons_matches_only_sessions_that_ended_for_them()
    {
        var rules = new SamplingRules(
        [
            new AccessLogRule { Reasons = [CloseReason.ClientClosed, CloseReason.Bug], Keep = 0 },
            new AccessLogRule { Keep = 1 },
        ]);
        foreach (var reason in CloseReasons.All)
        {
            Assert.That(
                rules.Keeps(Records.Ended(1, reason)),
                Is.EqualTo(reason is not (CloseReason.ClientClosed or CloseReason.Bug)), reason.Word());
        }

        Assert.That(rules.Keeps(Records.Running(1)), Is.True);
    }

    [Test]
    public void A_session_is_logged_completely_or_not_at_all()
    {
        var rules = new SamplingRules([new AccessLogRule { Keep = 0.3 }]);
        for (var id = 0UL; id < 1000; id++)
            Assert.That(rules.Keeps(Records.Running(id)), Is.EqualTo(rules.Keeps(Records.Ended(id))));
    }

    /// <summary>A larger share keeps what a smaller one keeps: a change of the share cuts no session in two.</summary>
    [Test]
    public void A_larger_share_includes_every_session_of_a_smaller_one()
    {
        var (small, large) = (
            new SamplingRules([new AccessLogRule { Keep = 0.1 }]),
            new SamplingRules([new AccessLogRule { Keep = 0.2 }]));
        for (var id = 0UL; id < 1000; id++)
        {
            if (small.Keeps(Records.Ended(id))) Assert.That(large.Keeps(Records.Ended(id)), Is.True);
        }
    }

    private static int Kept(AccessLogRule[] list)
    {
        var rules = new SamplingRules(list);
        return Enumerable.Range(0, Sessions).Count(id => rules.Keeps(Records.Ended((ulong)id)));
    }
}
