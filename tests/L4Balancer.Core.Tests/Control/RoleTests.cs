using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using L4Balancer.Core.Sessions;
using static L4Balancer.Core.Tests.Control.Controlled;
using static L4Balancer.Core.Tests.Control.RoleSayings;

namespace L4Balancer.Core.Tests.Control;

/// <summary>Which backends a pool with a role uses, and whose sessions end.</summary>
public sealed class RoleTests
{
    [TestCase("", "")]
    [TestCase("1p", "1")]
    [TestCase("1r", "")]
    [TestCase("1p 2r 3r", "1")]
    [TestCase("1r 2r 3r", "")]
    [TestCase("1p 2r 1-", "1", Description = "One lost probe says nothing.")]
    [TestCase("1p 2r 1- 1- 1-", "")]
    [TestCase("1p 2r 1- 1- 1- 1p", "", Description = "It is down until rise.")]
    [TestCase("1p 2r 1- 1- 1- 1p 1p", "1")]
    [TestCase("1p 2r 1- 1- 1- 1r 1r", "")]
    [TestCase("1p 2r 1+", "1", Description = "A probe that tells no role changes none.")]
    [TestCase("1p 2r 1- 1- 1- 1+ 1+", "", Description = "It may be a replica by now.")]
    [TestCase("1p 2r 1r 2p", "2")]
    [TestCase("1p 2r 1- 2p", "2", Description = "A promotion counts before the old primary is down.")]
    [TestCase("1p 2r 1- 1- 1- 2p", "2")]
    [TestCase("1+ 2+", "")]
    public void Writers_use_the_server_that_is_the_primary_now(string said, string used)
    {
        var it = Writers(1, 2, 3);
        Say(it, said);
        Assert.That(it.Used(), Is.EqualTo(used));
    }

    [TestCase("", "")]
    [TestCase("1p 2r 3r", "2 3")]
    [TestCase("1p 2r9 3r", "3")]
    [TestCase("1p 2r5 3r", "2 3", Description = "At max-lag is not above it.")]
    [TestCase("1p 2r? 3r", "3", Description = "A replica whose lag is unknown is not used.")]
    [TestCase("1p 2r9 2r1", "2")]
    [TestCase("1p 2r 3r 2p 1r", "1 3")]
    [TestCase("1p 2r 3r 2-", "2 3")]
    public void Readers_use_replicas_that_are_not_behind(string said, string used)
    {
        var it = Readers(1, 2, 3);
        Say(it, said);
        Assert.That(it.Used(), Is.EqualTo(used));
    }

    [Test]
    public void Without_max_lag_no_lag_matters()
    {
        var it = With(Of(PoolRole.Replica, 1, 2));
        Say(it, "1r9 2r?");
        Assert.That(it.Used(), Is.EqualTo("1 2"));
    }

    [Test]
    public void A_pool_without_a_role_uses_any_and_still_says_who_changed()
    {
        var it = With(Of(PoolRole.Any, 1, 2));
        Say(it, "1p 2r 1r 2p");
        Assert.That(it.Used(), Is.EqualTo("1 2"));
        Assert.That(it.Notices.OfType<RoleChanged>().Count(), Is.EqualTo(2));
        Assert.That(it.Effects.OfType<ResetSessions>(), Is.Empty);
    }

    [TestCase("1p 2r 1r", "1", Description = "Demoted, and nobody else is there yet.")]
    [TestCase("1p 2r 1- 2p", "1", Description = "Another has taken over.")]
    [TestCase("1p 2r 1- 1- 1- 2p", "1")]
    [TestCase("1p 2r 1-", "")]
    [TestCase("1p 2r 1- 1- 1-", "", Description = "Down is the matter of on-down.")]
    public void Sessions_on_a_server_that_is_the_primary_no_more_are_reset_at_once(string said, string resets)
    {
        var it = Writers(1, 2);
        Say(it, "1p 2r");
        it.Forget();
        Say(it, said["1p 2r".Length..]);
        Assert.That(Resets(it), Is.EqualTo(resets));
        var keeping = With(Of(PoolRole.Primary, 1, 2) with { OnRoleChange = OnRoleChangeAction.Keep });
        Say(keeping, said);
        Assert.That(keeping.Effects.OfType<ResetSessions>(), Is.Empty);
    }

    [Test]
    public void The_table_of_a_promotion_is_published_before_sessions_are_reset()
    {
        var it = Writers(1, 2);
        Say(it, "1p 2r 1-");
        var effects = it.Do(Said("2p"));
        Assert.That(effects[0], Is.InstanceOf<PublishTable>());
        Assert.That(it.Used(), Is.EqualTo("2"));
        Assert.That(
            effects.OfType<ResetSessions>().Single(),
            Is.EqualTo(new ResetSessions("p", Address(1)) { Reason = CloseReason.RoleChanged }));
        Assert.That(
            effects.OfType<Notify>().Select(e => e.Notice),
            Does.Contain(new RoleChanged("p", Address(2), ServerRole.Primary)));
    }

    [Test]
    public void A_lagging_replica_keeps_its_sessions_and_is_reported_once()
    {
        var it = Readers(1, 2);
        Say(it, "1p 2r");
        it.Forget();
        Say(it, "2r9 2r8");
        var five = TimeSpan.FromSeconds(5);
        Assert.That(it.Notices.OfType<ReplicaBehind>(), Is.EqualTo(
            new[] { new ReplicaBehind("p", Address(2), TimeSpan.FromSeconds(9), five) }));
        Assert.That(it.Effects.OfType<ResetSessions>(), Is.Empty);
        Say(it, "2r2");
        Assert.That(it.Notices.OfType<ReplicaCaughtUp>().Single(), Is.EqualTo(new ReplicaCaughtUp("p", Address(2))));
    }

    [Test]
    public void Two_pools_over_the_same_servers_share_probes_and_divide_them_by_role()
    {
        var it = new Controlled();
        var (write, read) = (Of(PoolRole.Primary, 1, 2), Of(PoolRole.Replica, 1, 2) with { Name = "r" });
        var effects = it.Do(new ConfigAccepted(ConfigOf(write, read)));
        Assert.That(effects.OfType<ProbesWanted>().Single().Schedules, Has.Length.EqualTo(2));
        Say(it, "1p 2r");
        Assert.That((it.Used("p"), it.Used("r")), Is.EqualTo(("1", "2")));
        Say(it, "1r 2p");
        Assert.That((it.Used("p"), it.Used("r")), Is.EqualTo(("2", "1")));
    }

    [Test]
    public void Health_standing_intent_and_role_do_not_change_one_another()
    {
        var it = Writers(1, 2);
        Say(it, "1p 2r");
        it.Intend(1, BackendIntent.Maintenance);
        var before = it.Backend(1);
        Say(it, "1r");
        var after = it.Backend(1);
        Assert.That(
            (after.Health, after.Standing, after.Intent), Is.EqualTo((before.Health, before.Standing, before.Intent)));
        Say(it, "1p");
        Assert.That(it.Used(), Is.Empty);
        it.Intend(1, BackendIntent.Ready);
        Assert.That(it.Used(), Is.EqualTo("1"));
    }

    [Test]
    public void A_reload_that_asks_for_a_role_resets_what_runs_on_the_others()
    {
        var it = With(Of(PoolRole.Any, 1, 2));
        Say(it, "1p 2r");
        it.Forget();
        it.Reload(Of(PoolRole.Primary, 1, 2));
        Assert.That((it.Used(), Resets(it)), Is.EqualTo(("1", "2")));
        it.Reload(Of(PoolRole.Any, 1, 2));
        Assert.That(it.Used(), Is.EqualTo("1 2"));
    }
}
