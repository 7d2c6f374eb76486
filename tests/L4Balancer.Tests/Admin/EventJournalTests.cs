using System.Text;
using L4Balancer.Admin;
using L4Balancer.Admin.Model;
using L4Balancer.Core;

namespace L4Balancer.Tests.Admin;

/// <summary>A journal goes on in another process.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class EventJournalTests
{
    private readonly EventJournal _old = new(TimeProvider.System);
    private readonly EventJournal _new = new(TimeProvider.System);

    [Test]
    public void A_reader_that_follows_by_numbers_misses_nothing_and_sees_nothing_twice()
    {
        _new.Hold();
        Write(_old, "1", "2");
        _new.Load(_old.Save(0, out var sent));
        Write(_new, "5");
        Write(_old, "3", "4");
        _new.Load(_old.Save(sent, out _));
        Assert.That(_new.Since(0), Is.EqualTo(_old.Since(0)), "what the successor writes waits");
        Write(_new, "6");
        _new.Release(unknown: 0);
        Write(_new, "7");
        Assert.That(
            _new.Since(0).Select(e => $"{e.Id}={e.Message}"),
            Is.EqualTo(new[] { "1=1", "2=2", "3=3", "4=4", "5=5", "6=6", "7=7" }));
    }

    [Test]
    public void An_event_that_waited_for_its_number_is_passed_on_with_it()
    {
        var passedOn = new List<long>();
        _new.Hold();
        _new.Write(Event("x"), e => passedOn.Add(e.Id));
        Assert.That(passedOn, Is.Empty);
        _new.Load(_old.Save(0, out _));
        _new.Release(unknown: 7);
        Assert.That(passedOn, Is.EqualTo(new[] { 8L }));
        _new.Write(Event("y"), e => passedOn.Add(e.Id));
        Assert.That(passedOn, Is.EqualTo(new[] { 8L, 9L }));
    }

    [Test]
    public void A_reader_sees_by_the_numbers_that_events_of_the_predecessor_are_missing()
    {
        _new.Hold();
        Write(_old, "1", "2");
        _new.Load(_old.Save(0, out _));
        Write(_new, "later");
        _new.Release(unknown: Limits.JournalLength);
        Assert.That(_new.Since(2).Single().Id, Is.EqualTo(2 + Limits.JournalLength + 1));
    }

    [Test]
    public void No_more_events_wait_than_are_kept()
    {
        _new.Hold();
        for (var i = 0; i < Limits.JournalLength + 3; i++) Write(_new, $"{i}");
        _new.Release(unknown: 0);
        Assert.That(_new.Since(0), Has.Count.EqualTo(Limits.JournalLength));
        Assert.That((_new.Since(0)[0].Id, _new.Since(0)[0].Message), Is.EqualTo((4L, "3")));
    }

    [Test]
    public void A_long_journal_goes_on_with_the_events_that_are_kept()
    {
        for (var i = 1; i <= Limits.JournalLength + 5; i++) Write(_old, $"{i}");
        _new.Load(_old.Save(0, out _));
        Assert.That(_new.Since(0), Is.EqualTo(_old.Since(0)));
        Assert.That(_new.LastId, Is.EqualTo(Limits.JournalLength + 5));
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("""{ "lastId": 1 }""")]
    [TestCase("""{ "lastId": 1, "events": [ null ] }""")]
    [TestCase("""{ "lastId": 1, "events": [ { "id": 1 } ] }""")]
    [TestCase("""{ "lastId": 1, "events": [ { "id": 2, "kind": "x", "message": "y" } ] }""")]
    [TestCase("""{ "lastId": 9, "events": [ { "id": 0, "kind": "x", "message": "y" } ] }""")]
    [TestCase("""{ "lastId": 9223372036854775807, "events": [] }""")]
    public void A_journal_that_makes_no_sense_is_not_taken(string json)
    {
        Assert.That(() => _new.Load(Encoding.UTF8.GetBytes(json)), Throws.TypeOf<FormatException>());
        Assert.That((_new.LastId, _new.Since(0).Count), Is.EqualTo((0L, 0)));
    }

    private static void Write(EventJournal journal, params string[] messages)
    {
        foreach (var message in messages) journal.Write(Event(message));
    }

    private static JournalEvent Event(string message) => new() { Kind = "x", Message = message };
}
