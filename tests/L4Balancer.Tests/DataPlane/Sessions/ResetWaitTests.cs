using L4Balancer.Core;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Sockets;

namespace L4Balancer.Tests.DataPlane.Sessions;

/// <summary>How long a reset waits for the bytes that came before it.</summary>
internal sealed class ResetWaitTests
{
    private const long Began = 1_000_000;
    private static readonly long Patience = (long)Limits.ResetPatience.TotalMilliseconds;

    private static readonly TestCaseData[] Over =
    [
        new TestCaseData(null).SetArgDisplayNames("nothing is known"),
        new TestCaseData(Connection(isClosed: true)).SetArgDisplayNames("connection is dead"),
        new TestCaseData(Connection(isEmpty: true)).SetArgDisplayNames("peer has everything"),
    ];

    [TestCaseSource(nameof(Over))]
    public void Reset_is_sent_at_once_when_nothing_is_queued(ConnectionState? connection) =>
        Assert.That(ResetWait.Begin(Began).After(connection, Began), Is.Null);

    [Test]
    public void Pauses_double_up_to_50_ms()
    {
        var (wait, pauses) = (ResetWait.Begin(Began), new List<int>());
        for (var i = 0; i < 8; i++)
        {
            wait = wait.After(Connection(), Began)!;
            pauses.Add(wait.Pause);
        }

        Assert.That(pauses, Is.EqualTo((int[])[1, 2, 4, 8, 16, 32, 50, 50]));
    }

    [Test]
    public void Peer_that_takes_nothing_is_waited_for_until_patience_ends()
    {
        var wait = ResetWait.Begin(Began).After(Connection(acked: 7), Began)!;
        Assert.That(wait.After(Connection(acked: 7), Began + Patience - 1), Is.Not.Null);
        Assert.That(wait.After(Connection(acked: 7), Began + Patience), Is.Null);
    }

    [Test]
    public void Peer_that_takes_something_is_given_the_whole_patience_again()
    {
        var wait = ResetWait.Begin(Began).After(Connection(acked: 7), Began)!
            .After(Connection(acked: 8), Began + Patience)!;
        Assert.That(wait.MovedAt, Is.EqualTo(Began + Patience));
        Assert.That(wait.After(Connection(acked: 8), Began + 2 * Patience - 1), Is.Not.Null);
        Assert.That(wait.After(Connection(acked: 8), Began + 2 * Patience), Is.Null);
    }

    private static ConnectionState Connection(bool isClosed = false, bool isEmpty = false, ulong acked = 1) =>
        new(isClosed, isEmpty, acked, SegmentsSent: 3);
}
