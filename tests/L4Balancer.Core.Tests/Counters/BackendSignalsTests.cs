using L4Balancer.Core.Counters;

namespace L4Balancer.Core.Tests.Counters;

/// <summary>What the traffic of a backend shows: averages, waiting sessions, silence.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class BackendSignalsTests
{
    private const long Ms = 1000;
    private const long Start = 50_000 * Ms;

    private readonly BackendSignals _signals = new();

    [Test]
    public void A_slower_answer_is_the_average_at_once_and_faster_ones_pull_it_down_in_the_decay_time()
    {
        AnswerAfter(2 * Ms, Start);
        AnswerAfter(80 * Ms, Start + 1);
        Assert.That(_signals.Response, Is.EqualTo(80 * Ms));

        // 10 s of answers in 2 ms: e^-1 of the distance is left, whatever their number.
        for (var i = 1; i <= 1000; i++) AnswerAfter(2 * Ms, Start + i * 10 * Ms);
        Assert.That(_signals.Response, Is.EqualTo((2 + 78 / Math.E) * Ms).Within(1).Percent);
    }

    [Test]
    public void The_latency_decays_while_there_are_no_answers()
    {
        AnswerAfter(80 * Ms, Start);
        Assert.That(_signals.LatencyAt(Start), Is.EqualTo(80 * Ms));
        Assert.That(_signals.LatencyAt(Start + 10_000 * Ms), Is.EqualTo(80 * Ms / Math.E).Within(1).Percent);
        Assert.That(_signals.LatencyAt(Start + 600_000 * Ms), Is.LessThan(1));
        Assert.That(_signals.Response, Is.EqualTo(80 * Ms), "What was measured last stays visible.");
    }

    [Test]
    public void Without_answers_the_latency_is_that_of_connects_and_without_those_it_is_unknown()
    {
        Assert.That(_signals.LatencyAt(Start), Is.Zero);
        _signals.CountConnect(3 * Ms, Start);
        Assert.That(_signals.LatencyAt(Start), Is.EqualTo(3 * Ms));
        AnswerAfter(7 * Ms, Start);
        Assert.That(_signals.LatencyAt(Start), Is.EqualTo(7 * Ms));
    }

    [Test]
    public void The_silence_begins_with_the_first_question_or_the_last_byte_and_ends_when_nobody_waits()
    {
        Assert.That(_signals.SilenceAt(Start), Is.Zero);
        _signals.Ask(Start);
        _signals.Ask(Start + 40 * Ms);
        Assert.That(_signals.SilenceAt(Start + 100 * Ms), Is.EqualTo(100 * Ms));
        _signals.Receive(Start + 70 * Ms);
        Assert.That(_signals.SilenceAt(Start + 100 * Ms), Is.EqualTo(30 * Ms));
        _signals.Answer(70 * Ms, isTypical: true, Start + 110 * Ms);
        _signals.Withdraw(80 * Ms, Start + 120 * Ms);
        Assert.That((_signals.Waiting, _signals.SilenceAt(Start + 900 * Ms)), Is.EqualTo((0, 0L)));
        _signals.Ask(Start + 1000 * Ms);
        Assert.That(_signals.SilenceAt(Start + 1001 * Ms), Is.EqualTo(Ms), "An old silence does not count again.");
    }

    [Test]
    public void Silence_raises_the_latency_up_to_ten_times_the_average()
    {
        AnswerAfter(Ms, Start);
        _signals.Ask(Start);
        Assert.That(_signals.LatencyAt(Start + 5 * Ms), Is.EqualTo(5 * Ms));
        Assert.That(_signals.LatencyAt(Start + 200 * Ms), Is.EqualTo(10 * Ms).Within(3).Percent);
    }

    [Test]
    public void A_long_turn_counts_only_if_nothing_else_came_meanwhile()
    {
        AnswerAfter(Ms, Start);
        AnswerAfter(Ms, Start + 4_900 * Ms);
        _signals.Ask(Start);
        _signals.Answer(5_000 * Ms, isTypical: true, Start + 5_000 * Ms);
        Assert.That(_signals.Response, Is.LessThan(2 * Ms), "A blocked pop beside quick answers.");
        Assert.That((_signals.ResponseTimes.Total, _signals.LongTurns), Is.EqualTo((2L, 1L)));

        _signals.Ask(Start + 5_000 * Ms);
        _signals.Answer(4_000 * Ms, isTypical: true, Start + 9_000 * Ms);
        Assert.That(_signals.Response, Is.EqualTo(4_000 * Ms), "The server stood still.");
    }

    [Test]
    public void A_client_that_gives_up_counts_its_wait_against_a_silent_server_only()
    {
        AnswerAfter(Ms, Start);
        _signals.Ask(Start);
        _signals.Withdraw(300 * Ms, Start + 301 * Ms);
        Assert.That(_signals.Response, Is.EqualTo(300 * Ms));

        _signals.Ask(Start + 400 * Ms);
        AnswerAfter(Ms, Start + 600 * Ms);
        _signals.Withdraw(500 * Ms, Start + 900 * Ms);
        Assert.That(_signals.Response, Is.LessThan(301 * Ms));
        Assert.That(_signals.Waiting, Is.Zero);
        Assert.That((_signals.Asked, _signals.Answered), Is.EqualTo((4L, 2L)));
    }

    [Test]
    public void Threads_that_count_at_the_same_time_lose_nothing()
    {
        const int Turns = 20_000;
        Threads.Run(4, thread =>
        {
            for (var i = 0; i < Turns; i++) AnswerAfter(100 + thread, Start + i);
        });
        Assert.That((_signals.Asked, _signals.Answered, _signals.Waiting), Is.EqualTo((4L * Turns, 4L * Turns, 0)));
        Assert.That(_signals.ResponseTimes.Total, Is.EqualTo(4 * Turns));
        Assert.That(_signals.ResponseTimes.SumMicroseconds, Is.EqualTo((100L + 101 + 102 + 103) * Turns));
        Assert.That(_signals.Response, Is.InRange(100, 103));
    }

    [Test]
    public void The_kernels_figures_are_kept()
    {
        _signals.CountKernel(roundTrip: 250, retransmits: 2, deliveryRate: 1_000_000, Start);
        _signals.CountKernel(roundTrip: 250, retransmits: 3, deliveryRate: 0, Start + 1);
        Assert.That(_signals.RoundTrip, Is.EqualTo(250).Within(1));
        Assert.That((_signals.Retransmits, _signals.DeliveryRate), Is.EqualTo((5L, 1_000_000L)));
    }

    [Test]
    public void Who_speaks_first_is_learned_from_the_latest_sessions()
    {
        var pool = new PoolCounters();
        Assert.That(pool.IsGreeting, Is.False);
        for (var i = 0; i < 100; i++) pool.NoteFirst(isServer: true);
        Assert.That(pool.IsGreeting);
        for (var i = 0; i < 8; i++) pool.NoteFirst(isServer: false);
        Assert.That(pool.IsGreeting, Is.False, "However long the servers spoke first before.");
    }

    private void AnswerAfter(long took, long now)
    {
        _signals.Ask(now - took);
        _signals.Answer(took, isTypical: true, now);
    }
}
