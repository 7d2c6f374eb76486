using System.Runtime.CompilerServices;
using L4Balancer.Linux.Loop;

namespace L4Balancer.Linux.Tests.Loop;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SlotTableTests
{
    private readonly SlotTable _slots = new();

    [Test]
    public void Source_is_found_while_it_stays()
    {
        var source = new TestSource();
        _slots.Add(source);
        var (slot, generation) = (source.Slot, source.Generation);
        Assert.That(_slots.Find(slot, generation), Is.SameAs(source));
        _slots.Remove(source);
        Assert.That(_slots.Find(slot, generation), Is.Null);
    }

    [Test]
    public void Next_source_in_the_slot_does_not_get_what_was_for_the_one_before()
    {
        var (first, second) = (new TestSource(), new TestSource());
        _slots.Add(first);
        var (slot, generation) = (first.Slot, first.Generation);
        _slots.Remove(first);
        _slots.Add(second);
        Assert.That(second.Slot, Is.EqualTo(slot));
        Assert.That(_slots.Find(slot, generation), Is.Null);
    }

    [Test]
    public void Each_stay_of_a_source_has_a_generation_of_its_own()
    {
        var source = new TestSource();
        _slots.Add(source);
        var before = source.Generation;
        _slots.Remove(source);
        Assert.That(source.Generation, Is.Zero);
        _slots.Add(source);
        Assert.That(source.Generation, Is.Not.EqualTo(before).And.Not.Zero);
    }

    [Test]
    public void Source_has_one_slot_at_most()
    {
        var source = new TestSource();
        _slots.Add(source);
        Assert.That(() => _slots.Add(source), Throws.InvalidOperationException);
    }

    [Test]
    public void Source_that_left_can_be_removed_again()
    {
        var (source, other) = (new TestSource(), new TestSource());
        _slots.Add(source);
        _slots.Remove(source);
        _slots.Add(other);
        _slots.Remove(source);
        Assert.That(_slots.Find(other.Slot, other.Generation), Is.SameAs(other));
    }

    [Test]
    public void Source_that_left_is_not_kept_alive()
    {
        var left = ComeAndGo();
        GC.Collect();
        Assert.That(left.IsAlive, Is.False);
        GC.KeepAlive(_slots);

        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference ComeAndGo()
        {
            var source = new TestSource();
            _slots.Add(source);
            _slots.Remove(source);
            return new WeakReference(source);
        }
    }

    [Test]
    public void Slots_of_10_000_sources_that_come_and_go_are_all_different()
    {
        var sources = Enumerable.Range(0, 10_000).Select(_ => new TestSource()).ToArray();
        foreach (var source in sources) _slots.Add(source);
        foreach (var source in sources.Where((_, i) => i % 3 == 0)) _slots.Remove(source);
        foreach (var source in sources.Where((_, i) => i % 3 == 0)) _slots.Add(source);
        Assert.That(sources.Select(s => s.Slot).Distinct().Count(), Is.EqualTo(10_000));
        Assert.That(sources.Max(s => s.Slot), Is.EqualTo(9_999));
        Assert.That(sources.All(s => _slots.Find(s.Slot, s.Generation) == s));
    }

    [Test]
    public void Table_is_short_again_after_a_peak()
    {
        var sources = Enumerable.Range(0, 5000).Select(_ => new TestSource()).ToArray();
        foreach (var source in sources) _slots.Add(source);
        Assert.That(_slots.Length, Is.EqualTo(8192));
        foreach (var source in sources.Skip(3)) _slots.Remove(source);
        Assert.That((_slots.Count, _slots.Length), Is.EqualTo((3, 64)));
        Assert.That(sources.Take(3).All(s => _slots.Find(s.Slot, s.Generation) == s));
    }

    [Test]
    public void Source_that_stays_in_a_high_slot_keeps_its_slot_and_leaves_the_low_ones_to_the_next()
    {
        var sources = Enumerable.Range(0, 5000).Select(_ => new TestSource()).ToArray();
        foreach (var source in sources) _slots.Add(source);
        foreach (var source in sources.SkipLast(1)) _slots.Remove(source);
        var (last, next) = (sources[^1], new TestSource());
        _slots.Add(next);
        Assert.That((last.Slot, _slots.Length), Is.EqualTo((4999, 8192)));
        Assert.That(next.Slot, Is.LessThan(4096));
        Assert.That(_slots.Find(4999, last.Generation), Is.SameAs(last));
        _slots.Remove(last);
        Assert.That(_slots.Length, Is.LessThanOrEqualTo(4096));
    }

    [Test]
    public void Event_for_a_slot_that_is_gone_finds_nobody()
    {
        var sources = Enumerable.Range(0, 5000).Select(_ => new TestSource()).ToArray();
        foreach (var source in sources) _slots.Add(source);
        var generation = sources[^1].Generation;
        foreach (var source in sources) _slots.Remove(source);
        Assert.That(_slots.Find(4999, generation), Is.Null);
    }

    [Test]
    public void Random_coming_and_going_keeps_every_source_in_a_slot_of_its_own()
    {
        var seed = Environment.TickCount;
        TestContext.Out.WriteLine($"seed {seed}");
        var (random, attached) = (new Random(seed), new List<TestSource>());
        for (var wave = 0; wave < 30; wave++)
        {
            var target = random.Next(2) == 0 ? random.Next(10) : random.Next(3000);
            while (attached.Count < target)
            {
                attached.Add(new TestSource());
                _slots.Add(attached[^1]);
            }

            while (attached.Count > target)
            {
                var index = random.Next(attached.Count);
                _slots.Remove(attached[index]);
                attached[index] = attached[^1];
                attached.RemoveAt(attached.Count - 1);
            }

            Assert.That(_slots.Count, Is.EqualTo(target));
            Assert.That(attached.TrueForAll(s => _slots.Find(s.Slot, s.Generation) == s), $"seed {seed}");
        }
    }
}
