using L4Balancer.Core.Counters;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.Tests.DataPlane.Sessions;

/// <summary>The turns of a conversation: questions, their answers, and which turns are not averaged.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ConversationTests
{
    private const long Ms = 1000;

    private readonly PoolCounters _pool = new();
    private readonly BackendSignals _signals = new();
    private Conversation _conversation;
    private long _now = 1_000_000 * Ms;

    [Test]
    public void Every_turn_is_measured_from_the_question_to_the_first_byte_back()
    {
        Begin();
        Upload(after: 5_000 * Ms);
        Assert.That(_signals.Waiting, Is.EqualTo(1));
        Download(after: 3 * Ms);
        Download(after: 20 * Ms);
        Upload(after: 60_000 * Ms);
        Download(after: 3 * Ms);
        Expect(turns: 2, sum: 6 * Ms);
        Assert.That(_signals.Waiting, Is.Zero);
    }

    [Test]
    public void A_greeting_is_measured_from_the_connect_and_is_waited_for_once_it_is_usual()
    {
        for (var session = 1; session <= 2; session++)
        {
            Begin();
            Assert.That(_signals.Waiting, Is.EqualTo(session - 1));
            Download(after: 4 * Ms);
            Assert.That(_signals.Waiting, Is.Zero);
            Upload(after: 50 * Ms);
            Download(after: 2 * Ms);
            End();
            Expect(turns: 2 * session, sum: 6 * Ms * session);
        }
    }

    [Test]
    public void A_client_that_speaks_before_an_expected_greeting_waits_once()
    {
        _pool.NoteFirst(isServer: true);
        Begin();
        Upload(after: 2 * Ms);
        Assert.That((_signals.Asked, _signals.Waiting), Is.EqualTo((1L, 1)));
        Download(after: 3 * Ms);
        Expect(turns: 1, sum: 3 * Ms);
        Assert.That((_pool.IsGreeting, _signals.Waiting), Is.EqualTo((false, 0)));
    }

    [Test]
    public void A_question_in_parts_is_measured_from_its_last_one()
    {
        Begin();
        Upload(after: Ms);
        for (var part = 0; part < 10; part++) Upload(after: Ms);
        Download(after: 7 * Ms);
        Expect(turns: 1, sum: 7 * Ms);
    }

    [Test]
    public void A_client_that_pipelines_is_not_averaged_until_it_waits_for_its_answer_again()
    {
        Begin();
        Upload(after: Ms);
        Upload(after: 2 * Ms);
        Download(after: Ms / 10);
        Expect(turns: 0, sum: 0);
        Assert.That((_signals.Asked, _signals.Answered), Is.EqualTo((1L, 1L)), "But the backend did answer.");
        Upload(after: 10 * Ms);
        Download(after: 5 * Ms);
        Expect(turns: 1, sum: 5 * Ms);
    }

    [Test]
    public void A_turn_after_a_server_has_pushed_is_not_averaged()
    {
        Begin();
        Upload(after: Ms);
        Download(after: 2 * Ms);
        Download(after: 500 * Ms);
        Upload(after: Ms);
        Download(after: Ms / 10);
        Expect(turns: 1, sum: 2 * Ms);
        Upload(after: Ms);
        Download(after: 3 * Ms);
        Expect(turns: 2, sum: 5 * Ms);
    }

    [Test]
    public void A_session_that_ends_while_it_waits_no_longer_waits()
    {
        Begin();
        Upload(after: Ms);
        End();
        End();
        Assert.That((_signals.Asked, _signals.Answered, _signals.Waiting), Is.EqualTo((1L, 0L, 0)));
        Download(after: Ms);
        Expect(turns: 0, sum: 0);
    }

    [Test]
    public void A_session_in_which_nothing_moves_is_not_waiting()
    {
        Begin();
        Assert.That(_signals.Waiting, Is.Zero);
        End();
        Assert.That((_signals.Asked, _pool.IsGreeting), Is.EqualTo((0L, false)));
    }

    private void Begin() => _conversation = Conversation.Begin(_pool, _signals, _now);

    private void Upload(long after) => _conversation.OnUpload(_now += after);

    private void Download(long after) => _conversation.OnDownload(_now += after);

    private void End() => _conversation.End(_now);

    private void Expect(int turns, long sum)
    {
        var times = _signals.ResponseTimes;
        Assert.That((times.Total, times.SumMicroseconds), Is.EqualTo(((long)turns, sum)));
    }
}
