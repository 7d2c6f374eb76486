using L4Balancer.Core.Counters;

namespace L4Balancer.Core.Tests.Counters;

/// <summary>Which sessions are woken and when, and that none is forgotten.</summary>
internal sealed class WaitingLineTests
{
    private readonly List<string> _woken = [];

    [SetUp]
    public void ForgetThoseOfTheTestBefore() => _woken.Clear();

    [Test]
    public void The_first_who_came_is_woken_first()
    {
        var (line, all) = LineOf("a", "b", "c");
        for (var i = 0; i < 4; i++) line.WakeNext();
        Assert.That(_woken, Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That(line.Count, Is.EqualTo(3), "Nobody may overtake them until they have their places.");
        foreach (var waiter in all) line.Leave(waiter, isServed: true);
        Assert.That((line.Count, _woken.Count), Is.EqualTo((0, 3)));
    }

    [Test]
    public void The_first_one_is_called_at_once_because_it_cannot_know_of_places_released_before()
    {
        var line = new WaitingLine();
        var (first, second) = (new Named("first", _woken), new Named("second", _woken));
        Assert.That(line.TryEnter(first), Is.EqualTo(LineEntry.IsCalled));
        Assert.That(line.TryEnter(second), Is.EqualTo(LineEntry.Waits));
        Assert.That(line.Return(first), Is.False);
        Assert.That(_woken, Is.Empty);
    }

    [Test]
    public void One_who_was_woken_in_vain_keeps_its_turn()
    {
        var (line, all) = LineOf("a", "b", "c", "d");
        line.WakeNext();
        line.WakeNext();
        line.WakeNext();
        foreach (var waiter in (int[])[2, 0, 1]) Assert.That(line.Return(all[waiter]), Is.False);
        for (var i = 0; i < 4; i++) line.WakeNext();
        Assert.That(_woken, Is.EqualTo(new[] { "a", "b", "c", "a", "b", "c", "d" }));
    }

    [Test]
    public void The_bound_counts_those_who_are_called()
    {
        var line = new WaitingLine();
        var one = new Named("one", _woken);
        Assert.That(line.TryEnter(one, max: 1), Is.EqualTo(LineEntry.IsCalled));
        Assert.That(line.TryEnter(new Named("two", _woken), max: 1), Is.EqualTo(LineEntry.Full));
        line.Leave(one, isServed: true);
        Assert.That(line.TryEnter(new Named("two", _woken), max: 1), Is.EqualTo(LineEntry.IsCalled));
    }

    [Test]
    public void A_place_released_while_all_are_called_is_for_the_next_who_asks()
    {
        var (line, all) = LineOf("a");
        line.WakeNext();
        line.WakeNext();
        Assert.That(line.TryEnter(new Named("b", _woken)), Is.EqualTo(LineEntry.IsCalled), "the second place");
        Assert.That(line.Return(all[0]), Is.False);
        line.WakeNext();
        line.WakeNext();
        Assert.That(line.Return(all[0]), Is.True, "Another place came free meanwhile.");
    }

    [Test]
    public void A_scout_that_finds_a_place_is_followed_by_two_and_one_that_finds_none_by_nobody()
    {
        var (line, all) = LineOf("a", "b", "c", "d", "e");
        line.Scout();
        Assert.That(_woken, Is.EqualTo(new[] { "a" }));
        line.Leave(all[0], isServed: true);
        Assert.That(_woken, Is.EqualTo(new[] { "a", "b", "c" }));
        line.Return(all[1]);
        line.Return(all[2]);
        Assert.That(_woken, Has.Count.EqualTo(3));
    }

    [Test]
    public void A_scout_wanted_while_all_are_called_is_the_one_that_is_served_next()
    {
        var (line, all) = LineOf("a");
        line.WakeNext();
        line.Scout();
        Assert.That(line.TryEnter(new Named("b", _woken)), Is.EqualTo(LineEntry.IsCalled), "It is the scout.");
        Assert.That(line.TryEnter(new Named("c", _woken)), Is.EqualTo(LineEntry.Waits));
        line.Leave(all[0], isServed: true);
        Assert.That(_woken, Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public void A_place_that_one_cannot_use_is_offered_to_those_behind_it()
    {
        var (line, all) = LineOf("a", "b", "c");
        line.WakeNext();
        Assert.That(line.Return(all[0], isChoosy: true), Is.False);
        line.Return(all[1], isChoosy: true);
        line.Return(all[2]);
        Assert.That(_woken, Is.EqualTo(new[] { "a", "b", "c" }));
    }

    [Test]
    public void One_who_can_use_only_some_places_tries_again_if_one_was_released_meanwhile()
    {
        var (line, choosy, other) = (new WaitingLine(), new Named("choosy", _woken), new Named("other", _woken));
        Assert.That(line.TryEnter(choosy), Is.EqualTo(LineEntry.IsCalled));
        Assert.That(line.TryEnter(other), Is.EqualTo(LineEntry.Waits));
        line.WakeNext();
        Assert.That(_woken, Is.EqualTo(new[] { "other" }), "It may take a place that the choosy one cannot use.");
        Assert.That(line.Return(choosy, isChoosy: true), Is.True);
        Assert.That(line.Return(choosy, isChoosy: true), Is.False);
    }

    [Test]
    public void One_who_could_not_use_a_place_does_not_hold_up_those_who_come_later()
    {
        var (line, all) = LineOf("a");
        line.WakeNext();
        line.Return(all[0], isChoosy: true);
        var (later, last) = (new Named("later", _woken), new Named("last", _woken));
        Assert.That(line.TryEnter(later), Is.EqualTo(LineEntry.IsCalled));
        line.Return(later);
        Assert.That(line.TryEnter(last), Is.EqualTo(LineEntry.Waits), "The one before found no place either.");
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    public void One_who_leaves_is_not_woken_wherever_it_stood(int leaving)
    {
        var (line, all) = LineOf("0", "1", "2");
        line.Leave(all[leaving], isServed: false);
        Assert.That(() => line.Leave(all[leaving], isServed: false), Throws.TypeOf<InvariantException>());
        for (var i = 0; i < 3; i++) line.WakeNext();
        Assert.That(_woken, Is.EqualTo(new[] { "0", "1", "2" }.Where(name => name != $"{leaving}")));
    }

    [Test]
    public void The_turn_of_one_who_leaves_without_a_place_goes_to_the_next()
    {
        var (line, all) = LineOf("a", "b");
        line.WakeNext();
        line.Leave(all[0], isServed: false);
        Assert.That(_woken, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(() => line.TryEnter(all[1]), Throws.TypeOf<InvariantException>(), "It stands in the line.");
    }

    /// <summary>A line of sessions that have tried once, so that none of them is called.</summary>
    private (WaitingLine Line, Named[] All) LineOf(params string[] names)
    {
        var (line, all) = (new WaitingLine(), names.Select(name => new Named(name, _woken)).ToArray());
        foreach (var waiter in all)
        {
            if (line.TryEnter(waiter) == LineEntry.IsCalled) line.Return(waiter);
        }

        return (line, all);
    }

    private sealed class Named(string name, List<string> woken) : Waiter
    {
        public override void Wake() => woken.Add(name);
    }
}
