using System.Net;
using System.Text;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Health;
using static L4Balancer.Core.Tests.Control.Controlled;

namespace L4Balancer.Core.Tests.Control;

/// <summary>What the answers of agents change.</summary>
public sealed class AgentTests
{
    private const int Port = 9909;
    private static readonly HealthConfig Asking = new() { Agent = new AgentConfig { Port = Port } };

    private static Controlled With(params BackendConfig[] backends) =>
        Controlled.With(Pool("p", backends) with { Health = Asking });

    private static void Say(Controlled it, int number, string line) => it.Do(Said(number, line));

    private static ProbeEnded Said(int number, string line)
    {
        var target = ProbeTarget.OfAgent(Asking, Address(number))!;
        var answer = AgentLine.Parse(Encoding.UTF8.GetBytes(line));
        return new ProbeEnded(target, ProbeOutcome.Good with { Findings = new ProbeFindings { Agent = answer } });
    }

    private static ProbeEnded Missed(int number) =>
        new(ProbeTarget.OfAgent(Asking, Address(number))!, ProbeOutcome.Bad("connection refused"));

    [Test]
    public void Agents_are_asked_beside_the_probes_of_health()
    {
        var it = new Controlled();
        var pool = Pool("p", Entry(1), Entry(2)) with { Health = Asking };
        it.Do(new ConfigAccepted(ConfigOf(pool)));
        var schedules = it.Effects.OfType<ProbesWanted>().Single().Schedules;
        Assert.That(schedules.Count(s => s.Target.Spec is TcpProbeSpec), Is.EqualTo(2));
        var agents = schedules.Where(s => s.Target.Spec is AgentProbeSpec).ToArray();
        var asked = agents.Select(s => s.Target.Address.ToString());
        Assert.That(asked, Is.EquivalentTo(new[] { "10.0.0.1:9909", "10.0.0.2:9909" }));
        Assert.That(agents.Select(s => s.Interval), Is.All.EqualTo(TimeSpan.FromSeconds(2)));
    }

    [Test]
    public void An_agent_counts_for_every_backend_of_its_server_and_is_asked_once()
    {
        var host = Asking with { Agent = Asking.Agent! with { Host = IPAddress.Parse("10.9.9.9") } };
        var it = Controlled.With(Pool("p", Entry(1), Entry(2)) with { Health = host });
        var effects = it.Do(Said(0, "25%") with { Target = ProbeTarget.OfAgent(host, Address(1))! });
        Assert.That((it.Weight(1), it.Weight(2)), Is.EqualTo((25, 25)));
        Assert.That(effects.OfType<ProbeAfter>().Single().Delay, Is.EqualTo(TimeSpan.FromSeconds(2)));
    }

    [TestCase("50%", "1 2", 50)]
    [TestCase("200%", "1 2", 200)]
    [TestCase("0%", "1", 1)]
    [TestCase("down", "1", 100)]
    [TestCase("fail # x", "1", 100)]
    [TestCase("stopped", "1", 100)]
    [TestCase("drain", "1", 100)]
    [TestCase("maint", "1", 100)]
    [TestCase("up ready", "1 2", 100)]
    [TestCase("nonsense", "1 2", 100)]
    public void An_answer_changes_weight_and_eligibility_and_neither_health_nor_intent(
        string line, string used, int weight)
    {
        var it = With(Entry(1), Entry(2));
        Say(it, 2, line);
        Assert.That((it.Used(), it.FullWeight(2)), Is.EqualTo((used, weight)));
        var backend = it.Backend(2);
        Assert.That((backend.Health, backend.Intent), Is.EqualTo((BackendHealth.New, BackendIntent.Ready)));
    }

    [TestCase(WeighBy.None, 50)]
    [TestCase(WeighBy.Agent, 50)]
    [TestCase(WeighBy.Cpu, 100)]
    [TestCase(WeighBy.ResponseTime, 100)]
    public void The_percentage_does_not_count_beside_what_the_balancer_measures(WeighBy by, int weight)
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2)) with { Health = Asking, WeighBy = by });
        Say(it, 1, "50%");
        Assert.That(it.FullWeight(1), Is.EqualTo(weight));
        Say(it, 1, "0%");
        Assert.That(it.Used(), Is.EqualTo("2"));
    }

    [Test]
    public void A_weight_never_exceeds_the_largest_one()
    {
        var it = With(Entry(1, weight: 1000), Entry(2));
        Say(it, 1, "25600%");
        Assert.That(it.Weight(1), Is.EqualTo(100_000));
    }

    [TestCase(0, "maxconn:30", 30)]
    [TestCase(10, "maxconn:30", 10)]
    [TestCase(10, "maxconn:3", 3)]
    [TestCase(10, "maxconn:0", 10)]
    [TestCase(0, "maxconn:0", int.MaxValue)]
    public void A_limit_of_the_agent_counts_if_it_is_the_smaller_one(int configured, string line, int limit)
    {
        var it = With(Entry(1) with { MaxConnections = configured });
        Say(it, 1, line);
        Assert.That(it.Table.Pools["p"].Set.All[0].MaxConnections, Is.EqualTo(limit));
    }

    [Test]
    public void Weights_cost_ten_tables_a_second_at_most_and_states_are_shown_at_once()
    {
        var it = With(Entry(1), Entry(2));
        Say(it, 1, "90%");
        it.Forget();
        Say(it, 1, "80%");
        Say(it, 2, "maxconn:5");
        Assert.That((it.Published, it.Weight(1)), Is.EqualTo((0, 90)));
        it.At(0.1);
        Assert.That((it.Published, it.Weight(1)), Is.EqualTo((1, 80)));
        Say(it, 1, "10%");
        Say(it, 2, "drain");
        Assert.That((it.Published, it.Used(), it.Weight(1)), Is.EqualTo((2, "1", 10)));
    }

    [Test]
    public void An_answer_like_the_one_before_changes_nothing()
    {
        var it = With(Entry(1), Entry(2));
        Say(it, 1, "90% # cpu=1");
        it.Forget();
        var before = it.Backend(1);
        Say(it, 1, "90% # cpu=2");
        Assert.That((it.Published, it.Notices.Any()), Is.EqualTo((0, false)));
        Assert.That(it.Backend(1), Is.SameAs(before));
        var tally = it.State.AgentOf(it.State.FindPool("p")!, before)!.Value;
        Assert.That(tally.Last.Findings!.Agent!.Comment, Is.EqualTo("cpu=2"), "The figures are kept with the probe.");
    }

    [Test]
    public void A_silent_agent_changes_nothing_but_its_weight_once_it_is_stale()
    {
        var it = With(Entry(1), Entry(2));
        Say(it, 1, "drain");
        Say(it, 2, "40% maxconn:5");
        it.Forget();
        it.Do(Missed(1), Missed(2), Missed(1), Missed(2));
        Assert.That((it.Published, it.Notices.Any()), Is.EqualTo((0, false)));
        it.At(1);
        it.Do(Missed(1), Missed(2));
        Assert.That((it.Used(), it.Weight(2)), Is.EqualTo(("2", 100)));
        Assert.That(it.Table.Pools["p"].Set.All[1].MaxConnections, Is.EqualTo(5));
        Assert.That(it.Notices, Is.EqualTo(new Notice[]
        {
            new AgentSilent("p", Address(1), "connection refused"),
            new AgentSilent("p", Address(2), "connection refused"),
        }));
        it.Forget();
        it.Do(Missed(2));
        Say(it, 2, "70%");
        Assert.That(it.Notices, Is.EqualTo(new Notice[] { new AgentAnswers("p", Address(2)) }));
    }

    [Test]
    public void Changes_of_state_are_reported_with_the_agents_reason_and_unknown_words_once()
    {
        var it = With(Entry(1), Entry(2));
        Say(it, 1, "down # disk full");
        Say(it, 1, "down # disk still full");
        Say(it, 1, "up busy");
        Say(it, 1, "up idle");
        Assert.That(it.Notices, Is.EqualTo(new Notice[]
        {
            new AgentTurned("p", Address(1), AgentVerdict.Down, "disk full"),
            new AgentUnclear("p", Address(1), "busy"),
            new AgentTurned("p", Address(1), AgentVerdict.Up, ""),
        }));
    }

    [TestCase(OnDownAction.Reset, "down", true)]
    [TestCase(OnDownAction.Reset, "drain", false)]
    [TestCase(OnDownAction.Keep, "down", false)]
    public void Sessions_of_a_backend_that_its_agent_takes_down_are_treated_as_of_any_other(
        OnDownAction onDown, string line, bool isReset)
    {
        var it = Controlled.With(Pool("p", Entry(1), Entry(2)) with { Health = Asking, OnDown = onDown });
        Say(it, 1, line);
        Assert.That(it.Effects.OfType<ResetSessions>().Any(), Is.EqualTo(isReset));
    }

    [Test]
    public void In_panic_what_an_agent_took_down_is_used_and_what_it_drained_is_not()
    {
        var pool = Pool("p", Entry(1), Entry(2)) with { Health = Asking, Panic = PanicMode.UseAll };
        var it = Controlled.With(pool);
        Say(it, 1, "down");
        Say(it, 2, "drain");
        Assert.That(it.Used(), Is.EqualTo("1"));
    }

    [Test]
    public void A_pool_fails_over_when_agents_take_its_tier_out()
    {
        var it = With(Entry(1), Entry(2, tier: 1));
        Say(it, 1, "maint");
        Assert.That((it.Tier(), it.Used()), Is.EqualTo((1, "2")));
        Say(it, 1, "ready");
        Assert.That((it.Tier(), it.Used()), Is.EqualTo((0, "1")));
    }

    [Test]
    public void Without_its_agent_a_backend_is_as_configured()
    {
        var it = With(Entry(1), Entry(2));
        Say(it, 1, "down 30% maxconn:1");
        it.Reload(Pool("p", Entry(1), Entry(2)));
        Assert.That((it.Used(), it.Weight(1)), Is.EqualTo(("1 2", 100)));
        Assert.That(it.Table.Pools["p"].Set.All[0].MaxConnections, Is.EqualTo(int.MaxValue));
        Assert.That(it.State.Probes.Keys.Count(target => target.Spec is AgentProbeSpec), Is.Zero);
    }

    [Test]
    public void Agents_are_asked_without_probes_of_health_too()
    {
        var pool = Pool("p", Entry(1), Entry(2)) with { Health = Asking with { Type = ProbeKind.None } };
        var it = Controlled.With(pool);
        Say(it, 1, "drain");
        Assert.That(it.Used(), Is.EqualTo("2"));
    }
}
