using L4Balancer.Core.Config;
using L4Balancer.Core.Counters;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Sockets;

namespace L4Balancer.Tests.DataPlane.Sessions;

/// <summary>What looks at a side conclude; times in milliseconds.</summary>
internal sealed class PeerWatchTests
{
    private static readonly PoolTerms Default = Terms(userTimeout: 120_000, stalled: 0);

    private PeerWatch _watch;

    [SetUp]
    public void Begin() => _watch = default;

    [Test]
    public void A_side_that_takes_what_it_is_sent_is_left_alone()
    {
        for (var i = 0; i < 100; i++) Assert.That(Look(Waiting(taken: i), i * 30_000), Is.EqualTo(PeerAsk.None));
        Assert.That(_watch.PausedFor(99 * 30_000), Is.Zero);
    }

    [Test]
    public void A_side_that_nothing_waits_for_is_left_alone()
    {
        var empty = Waiting(1) with { IsSendQueueEmpty = true };
        for (var i = 0; i < 100; i++) Assert.That(Look(empty, i * 30_000), Is.EqualTo(PeerAsk.None));
    }

    [Test]
    public void A_paused_side_lives_however_long_while_its_kernel_answers()
    {
        Look(Waiting(1), 0);
        Assert.That(Look(Waiting(1), 30_000), Is.EqualTo(PeerAsk.LiftUserTimeout));
        for (var now = 60_000; now < 10_000_000; now += 30_000)
            Assert.That(Look(Waiting(1, sinceAck: 119_000), now), Is.EqualTo(PeerAsk.None));
        Assert.That(_watch.PausedFor(10_000_000), Is.EqualTo(10_000_000));
        Assert.That(Look(Waiting(2), 10_000_000), Is.EqualTo(PeerAsk.RestoreUserTimeout));
        Assert.That(Look(Waiting(2), 10_030_000), Is.EqualTo(PeerAsk.LiftUserTimeout), "It pauses again.");
    }

    [Test]
    public void An_old_answer_is_no_death_until_a_probe_has_had_its_time()
    {
        Pause();
        Assert.That(Look(Waiting(1, sinceAck: 120_100, isUnanswered: true), 60_000), Is.EqualTo(PeerAsk.None));
        Assert.That(Look(Waiting(1, sinceAck: 50), 60_500), Is.EqualTo(PeerAsk.None));
        Assert.That(Look(Waiting(1, sinceAck: 120_100, isUnanswered: true), 180_000), Is.EqualTo(PeerAsk.None));
        Assert.That(Look(Waiting(1, sinceAck: 150_100, isUnanswered: true), 210_000), Is.EqualTo(PeerAsk.EndDead));
    }

    [Test]
    public void A_far_away_peer_has_more_time_to_answer()
    {
        Pause();
        var state = Waiting(1, sinceAck: 130_000, isUnanswered: true) with { RoundTrip = 600_000 };
        Look(state, 60_000);
        Assert.That(Look(state, 63_000), Is.EqualTo(PeerAsk.None));
        Assert.That(Look(state, 63_300), Is.EqualTo(PeerAsk.EndDead));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_side_is_stalled_after_its_timeout(bool isUnix)
    {
        var terms = Terms(userTimeout: 120_000, stalled: 10_000);
        ConnectionState? state = isUnix ? null : Waiting(1);
        Look(state, 0, terms);
        Look(state, 2500, terms);
        Assert.That(Look(state, 9999, terms), Is.EqualTo(PeerAsk.None));
        Assert.That(Look(state, 10_000, terms), Is.EqualTo(PeerAsk.EndStalled));
    }

    [Test]
    public void A_side_that_may_be_dead_is_not_called_stalled()
    {
        var terms = Terms(userTimeout: 120_000, stalled: 10_000);
        Look(Waiting(1), 0, terms);
        var silent = Waiting(1, sinceAck: 10_000, isUnanswered: true);
        Look(silent, 2500, terms);
        Assert.That(Look(silent, 10_000, terms), Is.EqualTo(PeerAsk.None));
        Assert.That(Look(silent with { SinceAck = 120_000 }, 120_000, terms), Is.EqualTo(PeerAsk.EndDead));
    }

    [Test]
    public void Without_a_user_timeout_the_stalled_timeout_ends_a_dead_side_for_what_it_is()
    {
        var terms = Terms(userTimeout: 0, stalled: 10_000);
        var silent = Waiting(1, sinceAck: 10_000, isUnanswered: true);
        Look(silent, 0, terms);
        Assert.That(Look(silent, 5000, terms), Is.EqualTo(PeerAsk.None), "There is no option to lift.");
        Assert.That(Look(silent, 10_000, terms), Is.EqualTo(PeerAsk.EndDead));
    }

    [TestCase(0, 0, 0)]
    [TestCase(120_000, 0, 30_000)]
    [TestCase(2000, 0, 500)]
    [TestCase(120_000, 20_000, 5000)]
    [TestCase(0, 20_000, 5000)]
    [TestCase(86_400_000, 0, 30_000)]
    [TestCase(100, 0, 100)]
    public void Looks_are_as_frequent_as_the_shortest_timeout_asks(int userTimeout, int stalled, int pause) =>
        Assert.That(PeerWatch.PauseOf(Terms(userTimeout, stalled)), Is.EqualTo(pause));

    [Test]
    public void Long_pauses_end_together()
    {
        Assert.That(PeerWatch.NextLook(12_345, 500), Is.EqualTo(12_845));
        Assert.That(PeerWatch.NextLook(12_345, 30_000), Is.EqualTo(43_000));
    }

    private static PoolTerms Terms(int userTimeout, int stalled) => new(
        "pool", new TimeoutsConfig { Stalled = TimeSpan.FromMilliseconds(stalled) },
        new TcpConfig { UserTimeout = TimeSpan.FromMilliseconds(userTimeout) }, ProtocolKind.None, new PoolCounters());

    private static ConnectionState Waiting(int taken, int sinceAck = 0, bool isUnanswered = false) =>
        new(IsClosed: false, IsSendQueueEmpty: false, (ulong)taken, SegmentsSent: 5)
        {
            SinceAck = sinceAck,
            IsUnanswered = isUnanswered,
        };

    private void Pause()
    {
        Look(Waiting(1), 0);
        Look(Waiting(1), 30_000);
    }

    private PeerAsk Look(ConnectionState? state, long now, PoolTerms? terms = null) =>
        _watch.Look(state, holds: state is null, sent: 7, terms ?? Default, now);
}
