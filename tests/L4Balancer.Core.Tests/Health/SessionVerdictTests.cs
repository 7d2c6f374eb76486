using L4Balancer.Core.Counters;
using L4Balancer.Core.Health;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Tests.Health;

/// <summary>What the end of a session says about its backend.</summary>
internal sealed class SessionVerdictTests
{
    private static IEnumerable<TestCaseData> Ends()
    {
        yield return End("answered", CloseReason.BackendClosed, false, 5, 7, SessionVerdict.Answered);
        yield return End("reset after an answer", CloseReason.BackendReset, false, 5, 7, SessionVerdict.Answered);
        yield return End("closed before it answered", CloseReason.BackendClosed, false, 5, 0, SessionVerdict.BadEnd);
        yield return End("dead before it answered", CloseReason.BackendDead, false, 5, 0, SessionVerdict.BadEnd);
        yield return End("reset before it answered", CloseReason.BackendReset, false, 5, 0, SessionVerdict.BadEnd);
        yield return End("after the client's end", CloseReason.BackendReset, true, 5, 0, SessionVerdict.None);
        yield return End("by the client", CloseReason.ClientReset, false, 5, 0, SessionVerdict.None);
        yield return End("by an operator", CloseReason.OperatorReset, false, 5, 0, SessionVerdict.None);
        yield return End("by a timeout", CloseReason.ServerIdle, false, 5, 0, SessionVerdict.None);
        yield return End("nothing was asked", CloseReason.BackendClosed, false, 0, 0, SessionVerdict.None);
    }

    [TestCaseSource(nameof(Ends))]
    public void An_end_in_a_pool_that_answers(
        CloseReason reason, bool isClientFirst, long up, long down, object verdict) =>
        Assert.That(new SessionEndFacts(reason, isClientFirst, up, down).For(Answering()), Is.EqualTo(verdict));

    [Test]
    public void Where_servers_speak_first_nothing_needs_to_be_asked()
    {
        var pool = Answering();
        pool.NoteFirst(isServer: true);
        Assert.That(
            new SessionEndFacts(CloseReason.BackendClosed, false, 0, 0).For(pool), Is.EqualTo(SessionVerdict.BadEnd));
    }

    [Test]
    public void Where_no_server_has_ever_sent_a_byte_silence_is_normal() =>
        Assert.That(
            new SessionEndFacts(CloseReason.BackendClosed, false, 500, 0).For(new PoolCounters()),
            Is.EqualTo(SessionVerdict.None));

    private static PoolCounters Answering()
    {
        var pool = new PoolCounters();
        pool.CountBytes(1, 1);
        return pool;
    }

    private static TestCaseData End(
        string name, CloseReason reason, bool isClientFirst, long up, long down, SessionVerdict verdict) =>
        new TestCaseData(reason, isClientFirst, up, down, verdict).SetArgDisplayNames(name);
}
