using L4Balancer.Admin.History;
using L4Balancer.Admin.Model;
using L4Balancer.Core;
using L4Balancer.Core.Capacity;
using L4Balancer.Tests.Admin.Metrics;

namespace L4Balancer.Tests.Admin.History;

/// <summary>Response times of the last 15 minutes, and the assessment that is made of them.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ResponseHistoryTests
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    private readonly SnapshotHistory _history = new(Step);
    private BalancerSnapshot _now = SampleSnapshot.Create(Backend("a"), Backend("b"));

    [Test]
    public void A_step_has_the_mean_of_its_answers_and_is_empty_without_any()
    {
        Pass(("a", 100, 0.002));
        Pass(("a", 50, 0.004));
        Pass();
        var report = _history.Responses("db", 10);
        Assert.That(report.Series.Single().ResponseTime, Is.EqualTo(new double?[] { null, 0.002, 0.004, null }));
        Assert.That((report.StepSeconds, report.To, report.Left), Is.EqualTo((5.0, _now.At, 0)));
    }

    [Test]
    public void Of_more_backends_than_wanted_the_slowest_now_are_shown()
    {
        Pass(("a", 100, 0.9), ("b", 100, 0.001));
        for (var i = 0; i < 13; i++) Pass(("a", 100, 0.001), ("b", 100, 0.002));
        var report = _history.Responses(null, 1);
        Assert.That((report.Series.Single().Backend, report.Left), Is.EqualTo(("b", 1)));
    }

    [Test]
    public void Backends_that_never_answer_cost_nothing_and_there_is_a_bound_for_the_others()
    {
        var history = new ResponseHistory(180);
        for (var i = 0; i <= Limits.HistoryResponsesMax; i++) Add($"silent{i}", 0);
        for (var i = 0; i <= Limits.HistoryResponsesMax; i++) Add($"answering{i}", 1);
        Assert.That(history.Report(null, int.MaxValue, 0).Series, Has.Count.EqualTo(Limits.HistoryResponsesMax));
        history.Forget(180);
        Assert.That(history.Report(null, int.MaxValue, 180).Series, Is.Empty);

        void Add(string name, long answers)
        {
            var before = Backend(name);
            history.Add(
                0, ("db", name), BackendCount.Of(before), BackendCount.Of(Answering(before, answers, 0.001)), 5);
        }
    }

    [Test]
    public void Rates_are_of_one_to_two_minutes_whatever_was_before()
    {
        for (var i = 0; i < 60; i++) Pass(("a", 1000, 0.010), ("b", 1000, 0.010));
        for (var i = 0; i < 24; i++) Pass(("a", 50, 0.001), ("b", 50, 0.003));
        var report = _history.Capacity(_now, "db");
        var pool = report.Pools.Single();
        Assert.That(report.WindowSeconds, Is.InRange(60, 120));
        Assert.That(pool.Backends[0].AnswersPerSecond, Is.EqualTo(10).Within(1e-6));
        Assert.That(pool.Backends[1].Response, Is.EqualTo(0.003).Within(1e-9));
        Assert.That(pool.Bottleneck.Text, Does.StartWith(
            "b is the slowest: 3.0 x the median response time of the others (3 ms and 1 ms) at equal share"));
        Assert.That(pool.Weights.Proposed.Select(p => p.Proposed), Is.EqualTo(new[] { 15, 5 }));
    }

    [Test]
    public void The_load_at_which_the_response_time_doubles_comes_from_the_history()
    {
        for (var i = 1; i <= 60; i++) Pass(("a", i * 20, i < 40 ? 0.001 : 0.004));
        var utilisation = _history.Capacity(_now, null).Pools[0].Backends[0].Utilisation;
        Assert.That(utilisation.Basis, Is.EqualTo(UtilisationBasis.ResponseTime), utilisation.How);
        Assert.That(utilisation.How, Does.Match("of about 1[56]\\d answers/s"));
    }

    [TestCase(false, 0.62, UtilisationBasis.Cpu)]
    [TestCase(true, null, UtilisationBasis.Unknown)]
    public void The_figures_of_an_agent_count_while_it_answers(bool isStale, double? share, UtilisationBasis basis)
    {
        var agent = new AgentSnapshot
        {
            State = "up",
            WeightPercent = 100,
            MaxConnections = 0,
            IsStale = isStale,
            Answered = 1,
            Missed = 0,
            CpuIdle = 38,
            MemoryAvailable = 25,
        };
        _now = SampleSnapshot.Create(Backend("a") with { Agent = agent });
        Pass();
        var found = _history.Capacity(_now, null).Pools[0].Backends[0];
        Assert.That(found.Utilisation.Share, share is { } known ? Is.EqualTo(known).Within(1e-9) : Is.Null);
        Assert.That((found.Utilisation.Basis, found.Memory), Is.EqualTo((basis, isStale ? (double?)null : 0.75)));
    }

    [TestCase("down", FailureOutcome.NothingServes)]
    [TestCase("up", FailureOutcome.Unknown)]
    public void A_backup_whose_agent_says_down_takes_nothing_over(string state, FailureOutcome outcome)
    {
        var agent = new AgentSnapshot
        {
            State = state,
            WeightPercent = 100,
            MaxConnections = 0,
            IsStale = false,
            Answered = 1,
            Missed = 0,
        };
        var backup = Backend("b") with { Tier = 1, IsServing = false, Agent = agent };
        _now = SampleSnapshot.Create(Backend("a"), backup);
        Assert.That(_history.Capacity(_now, null).Pools[0].Failures[0].Outcome, Is.EqualTo(outcome));
    }

    [Test]
    public void Before_the_first_sample_nothing_is_known()
    {
        var pool = _history.Capacity(_now, null).Pools[0];
        Assert.That((pool.AnswersPerSecond, pool.Response), Is.EqualTo((0.0, (double?)null)));
        Assert.That(pool.Weights.Text, Does.StartWith("no proposal: too few answers of a"));
    }

    private static BackendSnapshot Backend(string name) => SampleSnapshot.Backend(name) with
    {
        Signals = new SignalsSnapshot(),
        MaxConnections = 0,
        WeightInForce = 10,
        Weight = 10,
    };

    /// <summary>The next step, in which backends gave so many answers, each in so many seconds.</summary>
    private void Pass(params (string Backend, long Answers, double Seconds)[] answers)
    {
        if (_history.Responses(null, 1).To == DateTimeOffset.UnixEpoch) _history.Add(_now);
        var pool = _now.Pools[0];
        _now = _now with
        {
            At = _now.At + Step,
            Pools =
            [
                pool with
                {
                    Backends =
                    [
                        .. pool.Backends.Select(b => answers.FirstOrDefault(a => a.Backend == b.Address) is
                            { Answers: > 0 } more
                            ? Answering(b, more.Answers, more.Seconds)
                            : b),
                    ],
                },
            ],
        };
        _history.Add(_now);
    }

    private static BackendSnapshot Answering(BackendSnapshot backend, long answers, double seconds)
    {
        if (answers == 0) return backend;
        var before = backend.Signals.ResponseTime;
        var times = new HistogramSnapshot
        {
            Bounds = [10],
            Counts = [(before?.Counts[0] ?? 0) + answers, 0],
            Sum = (before?.Sum ?? 0) + answers * seconds,
        };
        return backend with { Signals = new SignalsSnapshot { ResponseTime = times } };
    }
}
