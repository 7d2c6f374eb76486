using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

/// <summary>Health, intent and standing are independent; a backend is eligible if all three allow it.</summary>
public sealed class EligibilityTests
{
    private static readonly BackendStanding Out =
        BackendStanding.Good.Eject(StandingCause.BadEnds, "closed", default, TimeSpan.FromSeconds(10));

    private static readonly BackendStanding Suspected =
        BackendStanding.Suspect(StandingCause.Hung, "silent", default);

    [Test]
    public void A_backend_is_eligible_when_it_is_up_and_ready_and_not_ejected(
        [Values] bool isUp, [Values] BackendIntent intent, [Values] StandingKind standing)
    {
        var backend = new BackendState(Address(1), Entry(1))
        {
            Health = isUp ? BackendHealth.New : BackendHealth.Down,
            Intent = intent,
            Standing = standing switch
            {
                StandingKind.Ejected => Out,
                StandingKind.Suspected => Suspected,
                _ => BackendStanding.Good,
            },
        };
        var isEligible = isUp && intent == BackendIntent.Ready && standing != StandingKind.Ejected;
        Assert.That(backend.IsEligible, Is.EqualTo(isEligible));
    }

    [TestCase(true, "returned p 10.0.0.1:1")]
    [TestCase(false, "")]
    public void An_ejection_in_a_pool_with_probes_ends_by_itself_and_leaves_health_alone(bool isUp, string told)
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2)));
        it.Probe(1, isUp ? "+" : "-");
        var pool = it.State.Pools[0];
        var ejected = it.Backend(1) with { Standing = Out };
        var state = it.State with
        {
            Pools = [pool with { Backends = pool.Backends.SetItem(0, ejected), WakeAt = Out.EjectedUntil }],
            WakeAt = Out.EjectedUntil,
        };
        var (next, effects, _) = BalancerReducer.Apply(state, [new Tick()], TimeSpan.FromSeconds(10));
        var back = next.Pools[0].Backends[0];
        Assert.That((back.Standing, back.Health), Is.EqualTo((BackendStanding.Good, ejected.Health)));
        var ups = effects.OfType<Notify>().Select(e => e.Notice).OfType<BackendReturned>();
        Assert.That(string.Join(' ', ups.Select(n => $"returned {n.Pool} {n.Address}")), Is.EqualTo(told));
    }

    [Test]
    public void Failures_below_fall_leave_the_standing_good()
    {
        var unprobed = new HealthConfig { Type = ProbeKind.None, Fall = 3 };
        var it = Controlled.With(Pool("p", Entry(1), Entry(2)) with { Health = unprobed });
        Assert.That(it.FailConnect(1), Is.Empty);
        Assert.That(it.Backend(1).Standing.Kind, Is.EqualTo(StandingKind.Good));
        it.FailConnect(1, inRow: 3);
        Assert.That((it.Backend(1).Standing.IsEjected, it.Backend(1).Health), Is.EqualTo((true, BackendHealth.New)));
        Assert.That(it.Used(), Is.EqualTo("2"));
    }
}
