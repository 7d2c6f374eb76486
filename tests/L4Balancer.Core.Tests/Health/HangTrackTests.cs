using L4Balancer.Core.Config;
using L4Balancer.Core.Counters;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Tests.Health;

/// <summary>
/// Two backends that are scanned every 20 ms: one that may hang, and its sibling. The real signals.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class HangTrackTests
{
    private static readonly HungConfig Config = new();

    private readonly BackendSignals _own = new();
    private readonly BackendSignals _sibling = new();
    private readonly HangTrack _track = new();
    private UsualTimes _usual = new(400, 400);
    private long _now = 1_000_000_000;

    [SetUp]
    public void AnswerForAWhile()
    {
        for (var i = 0; i < 50; i++)
        {
            Serve(_own);
            Serve(_sibling);
            Assert.That(ScanAfter(20), Is.Null);
        }
    }

    [Test]
    public void Silence_of_40_ms_with_three_questions_looks_hung_while_the_sibling_answers()
    {
        HangFacts? facts = null;
        for (var ms = 0; ms < 100 && facts is null; ms += 10)
        {
            if (ms < 60) _own.Ask(_now);
            Serve(_sibling);
            _now += 10_000;
            if (ms % 20 == 10) facts = Scan();
        }

        Assert.That(facts, Is.Not.Null);
        Assert.That(facts!.Value.Oldest.TotalMilliseconds, Is.InRange(40, 60), "At the first scan after 40 ms.");
        Assert.That(facts.Value.Waiting, Is.GreaterThanOrEqualTo(3));
    }

    private static IEnumerable<TestCaseData> Innocent()
    {
        yield return Case("too few questions", it => it._own.Ask(it._now), it => it.Serve(it._sibling));
        yield return Case("blocked pops beside answers", it => it.AskThrice(), it =>
        {
            it.Serve(it._own);
            it.Serve(it._sibling);
        });
        yield return Case("blocked pops, and nothing is asked of the others", it => it.AskThrice(), _ => { });
        yield return Case("nobody answers", it => it.AskThrice(), it => it._sibling.Ask(it._now));
        yield return Case("its answers usually take as long", it =>
        {
            it._usual = new UsualTimes(800_000, 400);
            it.AskThrice();
        }, it => it.Serve(it._sibling));
        yield return Case("nothing is known of response times", it =>
        {
            it._usual = default;
            it.AskThrice();
        }, it => it.Serve(it._sibling));
    }

    [TestCaseSource(nameof(Innocent))]
    public void It_does_not_look_hung(Action<HangTrackTests> begin, Action<HangTrackTests> each)
    {
        begin(this);
        for (var i = 0; i < 300; i++)
        {
            each(this);
            Assert.That(ScanAfter(20), Is.Null);
        }
    }

    [Test]
    public void Old_questions_are_not_counted_with_new_ones()
    {
        _own.Ask(_now);
        _own.Ask(_now);
        for (var i = 0; i < 100; i++)
        {
            Serve(_sibling);
            Assert.That(ScanAfter(20), Is.Null);
        }

        // Two blocked pops of two seconds ago; a question of now, answered in the usual time, is not a hang.
        _own.Ask(_now);
        Assert.That(ScanAfter(20), Is.Null);
        Assert.That(ScanAfter(20), Is.Null);
    }

    [Test]
    public void The_time_in_which_nobody_looked_does_not_count()
    {
        AskThrice();
        Serve(_sibling);
        Serve(_sibling);
        Serve(_sibling);
        _now += 500_000;
        Serve(_sibling);
        Assert.That(Scan(late: 480_000), Is.Null, "This process stood still, not the server.");
        Serve(_sibling);
        Assert.That(ScanAfter(40), Is.Not.Null, "It goes on to be silent.");
    }

    [Test]
    public void A_sibling_that_hangs_too_does_not_hide_it()
    {
        var (third, fourth) = (new BackendSignals(), new BackendSignals());
        HangFacts? facts = null;
        for (var i = 0; i < 10; i++)
        {
            _own.Ask(_now);
            third.Ask(_now);
            Serve(_sibling);
            Serve(fourth);
            _now += 20_000;
            facts ??= Scan(0, third, fourth);
        }

        Assert.That(facts, Is.Not.Null);
    }

    [Test]
    public void With_idle_siblings_it_looks_hung_once_eight_answers_were_due()
    {
        var facts = new List<HangFacts?>();
        for (var i = 0; i < 12; i++)
        {
            _own.Ask(_now);
            facts.Add(ScanAfter(20));
        }

        Assert.That(facts.FindIndex(one => one is not null), Is.InRange(7, 9), "It answered every 20 ms.");
    }

    [Test]
    public void The_same_silence_is_told_again_only_when_it_has_grown_by_half()
    {
        var told = new List<double>();
        for (var i = 0; i < 50; i++)
        {
            _own.Ask(_now);
            Serve(_sibling);
            if (ScanAfter(20) is { } facts) told.Add(facts.Oldest.TotalMilliseconds);
        }

        Assert.That(told, Is.EqualTo(new double[] { 60, 100, 160, 240, 360, 540, 820 }));
    }

    [Test]
    public void The_facts_are_told_in_words()
    {
        var facts = new HangFacts(
            14, Milliseconds(320), Milliseconds(310), Milliseconds(0.4), Milliseconds(0.4), SiblingsAnswered: 90);
        Assert.That(facts.ToString(), Is.EqualTo(
            "14 sessions wait, oldest 320 ms, nothing received for 310 ms; siblings answer in 0.4 ms"));
    }

    private static IEnumerable<TestCaseData> Evidence()
    {
        yield return new TestCaseData(40.0, 0.4, 1, true).SetArgDisplayNames("the shortest silence");
        yield return new TestCaseData(39.0, 0.4, 1, false).SetArgDisplayNames("less than that");
        yield return new TestCaseData(79.0, 0.4, 2, false).SetArgDisplayNames("enough, but for an earlier wrong one");
        yield return new TestCaseData(80.0, 0.4, 2, true).SetArgDisplayNames("twice as much");
        yield return new TestCaseData(799.0, 100.0, 1, false).SetArgDisplayNames("less than eight usual times");
        yield return new TestCaseData(800.0, 100.0, 1, true).SetArgDisplayNames("eight usual times");
        yield return new TestCaseData(99_000.0, 2000.0, 1, false).SetArgDisplayNames("usual times that say nothing");
        yield return new TestCaseData(99_000.0, 0.0, 1, false).SetArgDisplayNames("no usual time");
    }

    [TestCaseSource(nameof(Evidence))]
    public void Evidence_suffices(double oldest, double usual, int patience, bool isEnough)
    {
        var facts = new HangFacts(3, Milliseconds(oldest), default, Milliseconds(usual), default, 9);
        Assert.That(HangRule.Suffices(Config, facts, patience), Is.EqualTo(isEnough));
        Assert.That(HangRule.Suffices(Config with { Detect = false }, facts, patience), Is.False);
        Assert.That(HangRule.Suffices(Config, facts with { Waiting = 2 }, patience), Is.False);
    }

    private static TestCaseData Case(string name, Action<HangTrackTests> begin, Action<HangTrackTests> each) =>
        new TestCaseData(begin, each).SetArgDisplayNames(name);

    private static TimeSpan Milliseconds(double count) => TimeSpan.FromMilliseconds(count);

    private void AskThrice()
    {
        for (var i = 0; i < 3; i++) _own.Ask(_now);
    }

    private void Serve(BackendSignals signals)
    {
        signals.Ask(_now);
        signals.Answer(400, isTypical: true, _now);
    }

    private HangFacts? ScanAfter(int milliseconds)
    {
        _now += milliseconds * 1000;
        return Scan();
    }

    private HangFacts? Scan(long late = 0, params ReadOnlySpan<BackendSignals> others)
    {
        var own = TrafficScan.Of(_own, _now);
        var siblings = default(PoolTraffic).With(TrafficScan.Of(_sibling, _now), 40_000);
        foreach (var other in others) siblings = siblings.With(TrafficScan.Of(other, _now), 40_000);
        return _track.Scan(own, siblings, _usual, Config, _now, late);
    }
}
