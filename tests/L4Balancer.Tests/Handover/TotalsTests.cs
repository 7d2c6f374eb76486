using System.Text.Json;
using L4Balancer.Core;
using L4Balancer.Core.Counters;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Admission;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Handover;

namespace L4Balancer.Tests.Handover;

internal sealed class TotalsTests
{
    [Test]
    public void Counters_go_on_in_another_process()
    {
        var (sessions, listener) = (new SessionCounters(), new ListenerCounters("redis"));
        sessions.CountAccepted();
        listener.CountBytes(5, 7);
        listener.CountEnded(CloseReason.ClientReset);
        var sent = Totals.Of(Owners(sessions, listener));
        sessions.CountAccepted();
        sessions.CountEnded(CloseReason.RefusedAccess);
        var last = Totals.Of(Owners(sessions, listener)).Since(sent);

        var (later, other) = (new SessionCounters(), new ListenerCounters("redis"));
        later.CountAccepted();
        other.CountBytes(100, 0);
        Travel(sent).AddTo(Owners(later, other));
        Travel(last).AddTo(Owners(later, other));

        Assert.Multiple(() =>
        {
            Assert.That(later.Accepted, Is.EqualTo(3));
            Assert.That(later.Ended(CloseReason.RefusedAccess), Is.EqualTo(1));
            Assert.That((other.BytesUploaded, other.BytesDownloaded), Is.EqualTo((105L, 7L)));
            Assert.That(other.Ended(CloseReason.ClientReset), Is.EqualTo(1));
        });
    }

    [Test]
    public void A_successor_begins_with_the_averages_and_scores_of_a_backend()
    {
        var (backend, pool) = (new BackendCounters(), new PoolCounters());
        backend.CountConnectSuccess(300, 1_000_000);
        backend.CountConnectFailure();
        backend.Signals.Greet(2500, 2_000_000);
        backend.Signals.CountBadEnd();
        pool.NoteFirst(isServer: true);
        for (var i = 0; i < 5; i++) pool.NextTurn();

        var (later, next) = (new BackendCounters(), new PoolCounters());
        Travel(Totals.ValuesOf(Owners(backend, pool))).SetTo(Owners(later, next));
        Travel(Totals.Of(Owners(backend, pool))).AddTo(Owners(later, next));

        Assert.Multiple(() =>
        {
            Assert.That(later.Signals.LatencyAt(3_000_000), Is.EqualTo(backend.Signals.LatencyAt(3_000_000)));
            Assert.That((later.Signals.Connect, later.Signals.ReceivedAt), Is.EqualTo((300f, 2_000_000L)));
            Assert.That(later.ConnectFailuresInRow, Is.EqualTo(1));
            Assert.That(later.Signals.CountBadEnd(), Is.EqualTo(2));
            Assert.That(later.ConnectTimes.Counts, Is.EqualTo(backend.ConnectTimes.Counts));
            Assert.That(later.Signals.ResponseTotals, Is.EqualTo(backend.Signals.ResponseTotals));
            Assert.That(next.IsGreeting, Is.True);
            Assert.That(next.NextTurn(), Is.EqualTo(5));
        });
    }

    [Test]
    public void What_has_not_grown_is_not_sent()
    {
        var (sessions, listener) = (new SessionCounters(), new ListenerCounters("redis"));
        sessions.CountAccepted();
        var sent = Totals.Of(Owners(sessions, listener));
        listener.CountAccepted();

        var last = Totals.Of(Owners(sessions, listener)).Since(sent);

        Assert.That(last.Owners.Keys, Is.EqualTo(new[] { nameof(ListenerCounters) }));
        Assert.That(last.Owners[nameof(ListenerCounters)], Has.Count.EqualTo(1));
    }

    [TestCase("""{ "owners": { "sessions": { "accepted": -1 } } }""")]
    [TestCase("""{ "owners": { "sessions": { "accepted": 9223372036854775807, "bugs": 1 } } }""")]
    public void A_counter_that_makes_no_sense_changes_nothing(string json)
    {
        var sessions = new SessionCounters();
        var totals = JsonSerializer.Deserialize(json, HandoverJson.Default.Totals)!;

        Assert.That(
            () => totals.AddTo([new("sessions", sessions)]), Throws.TypeOf<HandoverException>());

        Assert.That((sessions.Accepted, sessions.Bugs), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public void Owners_and_counters_that_this_version_does_not_know_are_ignored()
    {
        var sessions = new SessionCounters();
        var totals = JsonSerializer.Deserialize(
            """{ "owners": { "later": { "x": 1 }, "sessions": { "y": 2, "accepted": 3 } } }""",
            HandoverJson.Default.Totals)!;

        totals.AddTo([new("sessions", sessions)]);

        Assert.That(sessions.Accepted, Is.EqualTo(3));
    }

    private static Totals Travel(Totals totals) => JsonSerializer.Deserialize(
        JsonSerializer.SerializeToUtf8Bytes(totals, HandoverJson.Default.Totals), HandoverJson.Default.Totals)!;

    private static IEnumerable<KeyValuePair<string, ICounters>> Owners(params ICounters[] owners) =>
        owners.Select(owner => new KeyValuePair<string, ICounters>(owner.GetType().Name, owner));
}
