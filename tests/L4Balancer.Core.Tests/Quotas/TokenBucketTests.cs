using L4Balancer.Core.Config;
using L4Balancer.Core.Quotas;

namespace L4Balancer.Core.Tests.Quotas;

/// <summary>A rate and a burst, as a single number.</summary>
public sealed class TokenBucketTests
{
    [TestCase(10, null, ExpectedResult = 10)]
    [TestCase(10, 3, ExpectedResult = 3)]
    [TestCase(1, 1, ExpectedResult = 1)]
    [TestCase(1, 10_000_000, ExpectedResult = 10_000_000)]
    [TestCase(10_000_000, 1, ExpectedResult = 10_001, TestName = "A millisecond's worth at least")]
    public int Burst_comes_at_once(int rate, int? burst) => TakenAt(new SharedTokenBucket(), Rate(rate, burst), 5000);

    [TestCase(10, 3)]
    [TestCase(7, 7)]
    [TestCase(1000, 1)]
    [TestCase(250_000, 10)]
    public void Rate_is_kept_in_the_long_run(int rate, int burst)
    {
        var bucket = new SharedTokenBucket();
        var taken = 0;
        for (var now = 0L; now <= 10_000; now++) taken += TakenAt(bucket, Rate(rate, burst), now);
        Assert.That(taken, Is.InRange(rate * 10, rate * 10 + Math.Max(burst, rate / 1000 + 1) + 1));
    }

    [Test]
    public void Pause_fills_the_bucket_and_no_more()
    {
        var (bucket, rate) = (new SharedTokenBucket(), Rate(10, 5));
        Assert.That(TakenAt(bucket, rate, 0), Is.EqualTo(5));
        Assert.That(TakenAt(bucket, rate, 99), Is.Zero);
        Assert.That(TakenAt(bucket, rate, 100), Is.EqualTo(1));
        Assert.That(TakenAt(bucket, rate, 350), Is.EqualTo(2), "Nothing of a token is lost.");
        Assert.That(TakenAt(bucket, rate, 1_000_000), Is.EqualTo(5));
    }

    [Test]
    public void Token_given_back_can_be_taken_again()
    {
        var (bucket, rate) = (new SharedTokenBucket(), Rate(1, 2));
        Assert.That(TakenAt(bucket, rate, 0), Is.EqualTo(2));
        bucket.GiveBack(rate);
        Assert.That(TakenAt(bucket, rate, 0), Is.EqualTo(1));
    }

    [Test]
    public void Clock_that_is_a_little_behind_takes_nothing_twice()
    {
        var (bucket, rate) = (new SharedTokenBucket(), Rate(10, 2));
        Assert.That(TakenAt(bucket, rate, 1000), Is.EqualTo(2));
        Assert.That(TakenAt(bucket, rate, 995), Is.Zero, "Another loop looked at its clock earlier.");
    }

    [Test]
    public void Many_threads_take_no_more_than_there_is()
    {
        var (bucket, rate) = (new SharedTokenBucket(), Rate(1, 5000));
        var taken = 0;
        Parallel.For(0, 8, _ => Interlocked.Add(ref taken, TakenAt(bucket, rate, 0)));
        Assert.That(taken, Is.EqualTo(5000));
    }

    private static TokenRate Rate(int rate, int? burst) =>
        TokenRate.Of(new ConnectionRateConfig { Rate = rate, Burst = burst });

    private static int TakenAt(SharedTokenBucket bucket, TokenRate rate, long now)
    {
        var taken = 0;
        while (bucket.TryTake(rate, now)) taken++;
        return taken;
    }
}
