using L4Balancer.Core.Policies;

namespace L4Balancer.Core.Tests.Policies;

[TestFixture]
public sealed class MaglevTableTests
{
    [Test]
    public void Shares_are_within_two_percent_of_the_weight_or_one_slot_for_pools_up_to_100()
    {
        foreach (var seed in TestSeeds.Take(100))
        {
            var random = new SplitMix64(seed);
            var weights = new int[seed % 4 == 0 ? 100 : random.NextBetween(1, 100)];
            var max = random.NextBelow(3) switch { 0 => 1, 1 => 10, _ => 100 };
            for (var i = 0; i < weights.Length; i++) weights[i] = random.NextBetween(1, max);
            var counts = TableOf(TestPool.OfWeights(weights)).CountSlots();
            for (var i = 0; i < weights.Length; i++)
            {
                var share = (double)Limits.MaglevTableSize * weights[i] / weights.Sum();
                var isClose = Math.Abs(counts[i] - share) <= Math.Max(1, 0.02 * share);
                TestSeeds.Require(isClose, seed, $"{i} has {counts[i]} slots of {share} in {weights.Length}");
            }
        }
    }

    [TestCase(2)]
    [TestCase(3)]
    [TestCase(5)]
    [TestCase(10)]
    [TestCase(20)]
    [TestCase(50)]
    [TestCase(100)]
    public void When_one_of_n_leaves_at_most_1_3_of_n_slots_change_hands(int n)
    {
        var backends = TestPool.Equal(n);
        var before = OwnersOf(backends);
        for (var gone = 0; gone < n; gone += (n + 9) / 10)
        {
            var after = OwnersOf([.. backends.Where((_, i) => i != gone)]);
            var moved = before.Zip(after).Count(slot => slot.First != slot.Second);
            Assert.That(moved, Is.LessThanOrEqualTo(1.3 / n * Limits.MaglevTableSize), $"backend {gone} left");
        }
    }

    [Test]
    public void Weighted_backends_that_leave_move_on_average_at_most_1_3_of_n()
    {
        int[] weights = [.. Enumerable.Range(0, 40).Select(i => 1 + i % 8)];
        var backends = TestPool.OfWeights(weights);
        var before = OwnersOf(backends);
        var moved = 0.0;
        for (var gone = 0; gone < weights.Length; gone++)
        {
            var after = OwnersOf([.. backends.Where((_, i) => i != gone)]);
            moved += before.Zip(after).Count(slot => slot.First != slot.Second);
        }

        Assert.That(moved / weights.Length, Is.LessThanOrEqualTo(1.3 / weights.Length * Limits.MaglevTableSize));
    }

    [Test]
    public void The_order_of_the_config_changes_nothing()
    {
        var backends = TestPool.OfWeights(5, 1, 2, 7, 3, 3, 1);
        Assert.That(OwnersOf([.. backends.Reverse()]), Is.EqualTo(OwnersOf(backends)));
    }

    [Test]
    public void A_table_is_of_its_addresses_and_full_weights_only()
    {
        var backends = TestPool.OfWeights(1, 2, 3);
        var table = TableOf(backends);
        var ill = backends.Select(b => b with { IsEligible = false, RampPercent = 10, Limit = 5 });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(table.IsOf([.. ill.Select(b => b.ToView())]), Is.True);
            Assert.That(table.IsOf([.. TestPool.OfWeights(1, 2, 4).Select(b => b.ToView())]), Is.False);
            Assert.That(table.IsOf([.. TestPool.OfWeights(1, 2).Select(b => b.ToView())]), Is.False);
        }
    }

    [Test]
    public void More_backends_than_slots_get_a_table_too()
    {
        var counts = TableOf([.. Enumerable.Range(0, 66_000).Select(TestBackend.At)]).CountSlots();
        Assert.That(counts.Sum(), Is.EqualTo(Limits.MaglevTableSize));
    }

    [Test]
    public void One_backend_of_nearly_all_weight_leaves_the_others_their_slots()
    {
        var counts = TableOf(TestPool.OfWeights([1000, .. Enumerable.Repeat(1, 500)])).CountSlots();
        var share = Limits.MaglevTableSize / 1500.0;
        Assert.That(counts.Skip(1), Is.All.EqualTo(share).Within(1));
    }

    private static MaglevTable TableOf(TestBackend[] backends) => new([.. backends.Select(b => b.ToView())]);

    /// <summary>The owner's address of every slot.</summary>
    private static string[] OwnersOf(TestBackend[] backends)
    {
        var table = TableOf(backends);
        var owners = new string[Limits.MaglevTableSize];
        for (var slot = 0; slot < owners.Length; slot++)
        {
            var hash = (((ulong)slot << 32) + (1UL << 31)) / Limits.MaglevTableSize << 32;
            owners[slot] = backends[table.OwnerOf(hash)].Address.ToString();
        }

        return owners;
    }
}
