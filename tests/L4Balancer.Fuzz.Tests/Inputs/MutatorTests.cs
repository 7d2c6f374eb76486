using L4Balancer.Fuzz.Inputs;

namespace L4Balancer.Fuzz.Tests.Inputs;

internal sealed class MutatorTests
{
    private const int SizeMax = 64;

    [Test]
    public void Inputs_stay_within_their_size_and_a_seed_repeats_them()
    {
        var (one, other) = (Make(seed: 1), Make(seed: 1));
        var input = "the quick brown fox"u8.ToArray();
        var different = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var changed = one.Change(input, "jumps over"u8);
            Assert.That(changed, Has.Length.LessThanOrEqualTo(SizeMax));
            Assert.That(other.Change(input, "jumps over"u8), Is.EqualTo(changed));
            if (!changed.AsSpan().SequenceEqual(input)) different++;
            input = changed;
        }

        Assert.That(different, Is.GreaterThan(9000));
    }

    private static Mutator Make(int seed) => new(new Random(seed), ["lazy"u8.ToArray(), "dog"u8.ToArray()], SizeMax);
}
