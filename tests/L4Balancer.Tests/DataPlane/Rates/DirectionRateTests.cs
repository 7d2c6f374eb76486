using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Rates;

namespace L4Balancer.Tests.DataPlane.Rates;

/// <summary>The arithmetic of limits, on a clock of the test's own.</summary>
internal sealed class DirectionRateTests
{
    private const int MiB = 1024 * 1024;
    private const long Start = 5_000_000; // Microseconds.

    [TestCase(1024)]
    [TestCase(100_000)]
    [TestCase(10 * MiB)]
    [TestCase(1024 * MiB)]
    public void One_direction_moves_its_rate_after_the_burst(int rate)
    {
        var moved = Moved([new DirectionRate([new ByteBucket(rate)])], seconds: 40)[0];
        var burst = Math.Max((long)rate * Limits.RateBurstMilliseconds / 1000, Limits.RateBurstBytesMin);
        Assert.That(moved, Is.GreaterThanOrEqualTo(rate * 40L));
        Assert.That(moved, Is.LessThanOrEqualTo(rate * 40L + burst + Limits.RateQuantumBytesMax));
    }

    [Test]
    public void Many_directions_share_a_bucket_equally_and_exactly()
    {
        var shared = new ByteBucket(10 * MiB);
        var moved = Moved([.. Enumerable.Range(0, 50).Select(_ => new DirectionRate([shared]))], seconds: 20);
        Assert.That(moved.Sum(), Is.EqualTo(20L * 10 * MiB).Within(2).Percent);
        Array.Sort(moved);
        Assert.That(moved[^2] - moved[0], Is.LessThanOrEqualTo(2 * shared.Quantum));
        Assert.That(moved[^1] - moved[0], Is.LessThanOrEqualTo(2 * MiB), "The first one has the burst.");
    }

    [Test]
    public void A_session_below_its_share_leaves_the_rest_to_the_others()
    {
        var shared = new ByteBucket(MiB);
        var slow = new DirectionRate([new ByteBucket(100_000), shared]);
        var moved = Moved([slow, new DirectionRate([shared])], seconds: 20);
        Assert.That(moved[0], Is.EqualTo(20L * 100_000).Within(5).Percent);
        Assert.That(moved[1], Is.EqualTo(20L * (MiB - 100_000)).Within(2).Percent);
    }

    [Test]
    public void Many_that_say_little_have_no_turns_in_hand_to_use_at_once()
    {
        var shared = new ByteBucket(MiB);
        var all = Enumerable.Range(0, 500).Select(_ => new DirectionRate([shared])).ToList();
        var now = Start;
        foreach (var rate in all)
        {
            now += 100_000;
            Assert.That(rate.Allowance(now), Is.GreaterThan(0));
            rate.Spend(1);
            rate.Rest();
        }

        long moved = 0;
        foreach (var rate in all)
        {
            while (rate.Allowance(now) is > 0 and var bytes)
            {
                rate.Spend(bytes);
                moved += bytes;
            }
        }

        Assert.That(moved, Is.LessThanOrEqualTo(MiB * Limits.RateBurstMilliseconds / 1000 + 2 * shared.Quantum));
    }

    /// <summary>A hundred ask and answer with a hundred bytes as fast as they may, a millisecond apart.</summary>
    [Test]
    public void Small_messages_move_the_rate_too()
    {
        const int Message = 100;
        var shared = new ByteBucket(100_000);
        var all = Enumerable.Range(0, 100).Select(_ => new DirectionRate([shared])).ToList();
        long moved = 0;
        for (var now = Start; now < Start + 20_000_000; now += 1000)
        {
            foreach (var rate in all)
            {
                if (rate.Allowance(now) == 0) continue;
                var bytes = Math.Min(Message, rate.Allowance(now));
                rate.Spend(bytes);
                rate.Rest();
                moved += bytes;
            }
        }

        Assert.That(moved, Is.EqualTo(20L * 100_000).Within(15).Percent);
    }

    [Test]
    public void Who_ends_gives_back_what_it_has_taken()
    {
        var shared = new ByteBucket(100_000);
        var waiting = Enumerable.Range(0, 100).Select(_ => new DirectionRate([shared])).ToList();
        foreach (var rate in waiting)
        {
            while (rate.Allowance(Start) is > 0 and var bytes) rate.Spend(bytes);
        }

        Assert.That(waiting[^1].Due, Is.GreaterThan(Start / 1000 + 1500));
        foreach (var rate in waiting) rate.End();
        var last = new DirectionRate([shared]);
        Assert.That(last.Allowance(Start + 25_000), Is.GreaterThan(0), "Only what was moved is spent.");
    }

    [Test]
    public void Buckets_of_a_source_and_a_listener_exist_while_they_have_sessions()
    {
        var rates = new ByteRates();
        var listener = Listener(new ByteRateConfig { Upload = MiB });
        var sessions = Enumerable.Range(0, 1000)
            .Select(i => rates.Join(listener, Client((byte)(i % 250)), (ulong)i)).ToList();
        Assert.That(rates.SharedCount, Is.EqualTo(250 + 1));
        foreach (var session in sessions)
        {
            session!.End();
            session.End();
        }

        Assert.That(rates.SharedCount, Is.Zero);
    }

    [Test]
    public void A_source_is_what_per_source_says()
    {
        var rates = new ByteRates();
        var listener = Listener(new ByteRateConfig { Upload = MiB }) with
        {
            PerSource = new PerSourceConfig { Ipv4Prefix = 24 },
        };
        for (var i = 0; i < 100; i++) rates.Join(listener, Client((byte)i), (ulong)i);
        Assert.That(rates.SharedCount, Is.EqualTo(1 + 1));
    }

    [Test]
    public void A_session_without_a_limit_has_nothing()
    {
        var rates = new ByteRates();
        Assert.That(rates.Join(Listener(new()) with { RateLimit = null }, Client(1), 1), Is.Null);
        Assert.That(rates.Join(Listener(new()) with { RateLimit = new RateLimitConfig() }, Client(1), 1), Is.Null);
        Assert.That(rates.SharedCount, Is.Zero);
    }

    private static ClientAddress Client(byte last) => new([10, 0, 0, last], 1234);

    private static ListenerConfig Listener(ByteRateConfig rate) => new()
    {
        Name = "l",
        Bind = [],
        Pool = "p",
        RateLimit = new RateLimitConfig { Source = rate, Listener = rate },
    };

    /// <summary>Moves as much as allowed, in turns a millisecond apart.</summary>
    private static long[] Moved(DirectionRate[] rates, int seconds)
    {
        var moved = new long[rates.Length];
        for (var now = Start; now < Start + seconds * 1_000_000L; now += 1000)
        {
            for (var i = 0; i < rates.Length; i++)
            {
                while (rates[i].Due * 1000 <= now || !rates[i].IsWaiting)
                {
                    var bytes = rates[i].Allowance(now);
                    if (bytes == 0) break;
                    rates[i].Spend(bytes);
                    moved[i] += bytes;
                }
            }
        }

        return moved;
    }
}
