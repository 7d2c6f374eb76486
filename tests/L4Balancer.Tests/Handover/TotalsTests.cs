using System.Text.Json;
using L4Balancer.Core;
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
    public void What_has_not_grown_is_not_sent()
    {
        var (sessions, listener) = (new SessionCounters(), new ListenerCounters("redis"));
        sessions.CountAccepted();
        var sent = Totals.Of(Owners(sessions, listener));
        listener.CountAccepted();

        var last = Totals.Of(Owners(sessions, listener)).Since(sent);

        Assert.That(last.Owners.Keys, Is.EqualTo(new[] { "listener/redis" }));
        Assert.That(last.Owners["listener/redis"], Has.Count.EqualTo(1));
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

    private static IEnumerable<KeyValuePair<string, ICounters>> Owners(
        SessionCounters sessions, ListenerCounters listener) =>
        [new("sessions", sessions), new($"listener/{listener.Name}", listener)];
}
