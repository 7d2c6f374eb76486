using L4Balancer.Core.Health;

namespace L4Balancer.Core.Tests.Health;

public sealed class BackendStandingTests
{
    private static readonly BackendStanding Suspected = new(StandingKind.Suspected, null);

    private static IEnumerable<TestCaseData> Failures()
    {
        yield return Case("the first of three", BackendStanding.Good, 1, 3, Suspected);
        yield return Case("the second of three", Suspected, 2, 3, Suspected);
        yield return Case("the third of three", Suspected, 3, 3, Out(40));
        yield return Case("more than needed at once", BackendStanding.Good, 7, 3, Out(40));
        yield return Case("the only one that is needed", BackendStanding.Good, 1, 1, Out(40));
        yield return Case("one more while it is out", Out(20), 4, 3, Out(20));
        yield return Case("the first of another row while it is out", Out(20), 1, 3, Out(20));
    }

    [TestCaseSource(nameof(Failures))]
    public void Failures_in_a_row_eject(BackendStanding before, int inRow, int fall, BackendStanding after) =>
        Assert.That(before.AfterFailures(inRow, fall, Seconds(40)), Is.EqualTo(after));

    [Test]
    public void An_ejection_is_never_made_shorter()
    {
        Assert.That(Out(20).Eject(Seconds(10)), Is.EqualTo(Out(20)));
        Assert.That(Out(20).Eject(Seconds(30)), Is.EqualTo(Out(30)));
    }

    [Test]
    public void An_ejected_backend_is_good_again_when_its_moment_comes()
    {
        Assert.That(Out(20).At(Seconds(19)), Is.EqualTo(Out(20)));
        Assert.That(Out(20).At(Seconds(20)), Is.EqualTo(BackendStanding.Good));
        Assert.That(Suspected.At(Seconds(20)), Is.EqualTo(Suspected), "Only an ejection has a moment.");
    }

    private static TestCaseData Case(
        string name, BackendStanding before, int inRow, int fall, BackendStanding after) =>
        new TestCaseData(before, inRow, fall, after).SetArgDisplayNames(name);

    private static BackendStanding Out(int second) => BackendStanding.Good.Eject(Seconds(second));

    private static TimeSpan Seconds(int second) => TimeSpan.FromSeconds(second);
}
