using L4Balancer.Core.Health;

namespace L4Balancer.Core.Tests.Health;

public sealed class BackendStandingTests
{
    [Test]
    public void An_ejection_is_never_made_shorter()
    {
        Assert.That(Out(20).Eject(StandingCause.Slow, "x", Seconds(1), Seconds(10)), Is.EqualTo(Out(20)));
        var longer = Out(20).Eject(StandingCause.Slow, "x", Seconds(1), Seconds(30));
        Assert.That((longer.EjectedUntil, longer.Cause), Is.EqualTo((Seconds(30), StandingCause.Slow)));
    }

    [Test]
    public void An_ejected_backend_is_good_again_when_its_moment_comes()
    {
        var suspected = BackendStanding.Suspect(StandingCause.Hung, "silent", Seconds(1));
        Assert.That(Out(20).At(Seconds(19)), Is.EqualTo(Out(20)));
        Assert.That(Out(20).At(Seconds(20)), Is.EqualTo(BackendStanding.Good));
        Assert.That(suspected.At(Seconds(20)), Is.EqualTo(suspected), "Only an ejection has a moment.");
    }

    private static BackendStanding Out(int second) =>
        BackendStanding.Good.Eject(StandingCause.BadEnds, "closed", default, Seconds(second));

    private static TimeSpan Seconds(int second) => TimeSpan.FromSeconds(second);
}
