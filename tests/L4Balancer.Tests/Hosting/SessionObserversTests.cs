using L4Balancer.Core.Sessions;
using L4Balancer.Hosting;
using L4Balancer.Tests.Admin.Otlp;

namespace L4Balancer.Tests.Hosting;

/// <summary>Several observers of sessions combined into one.</summary>
internal sealed class SessionObserversTests
{
    [Test]
    public void Nobody_stands_for_none_and_one_for_itself()
    {
        var one = new Listed(SessionMoment.End, 0);
        Assert.That(SessionObservers.Of(), Is.SameAs(NullSessionObserver.Instance));
        Assert.That(SessionObservers.Of(NullSessionObserver.Instance, null, one), Is.SameAs(one));
    }

    [Test]
    public void Each_is_told_of_the_moments_that_it_wants()
    {
        var (open, end) = (new Listed(SessionMoment.Open, 0), new Listed(SessionMoment.End, 0));
        var both = SessionObservers.Of(open, end);
        both.Observe(SampleSession.Ended(7, CloseReason.ClientClosed));
        Assert.That(end.Told, Is.EqualTo(new ulong[] { 7 }));
        Assert.That(open.Told, Is.Empty);
        Assert.That(both.Wants(SessionMoment.Open), Is.True);
        Assert.That(both.Wants(SessionMoment.Running), Is.False);
    }

    [TestCase(0, 0, 0)]
    [TestCase(0, 5, 5)]
    [TestCase(9, 5, 5)]
    [TestCase(9, 0, 9)]
    public void Running_sessions_are_told_of_as_often_as_the_most_curious_wants(
        long first, long second, long expected) =>
        Assert.That(
            SessionObservers.Of(new Listed(SessionMoment.Open, first), new Listed(SessionMoment.Open, second))
                .RunningInterval,
            Is.EqualTo(expected));

    private sealed class Listed(SessionMoment wanted, long interval) : ISessionObserver
    {
        public List<ulong> Told { get; } = [];

        public long RunningInterval => interval;

        public bool Wants(SessionMoment moment) => moment == wanted;

        public void Observe(in SessionRecord record) => Told.Add(record.Id);
    }
}
