using L4Balancer.Core;

namespace L4Balancer.DataPlane.Rates;

/// <summary>
/// A token bucket of bytes that any number of sessions on any loop share: one word, the moment until which its tokens
/// are spent (the generic cell rate algorithm, ITU-T I.371). Whoever finds it empty takes the tokens of a later moment
/// and waits for that moment: so those who wait are served in their order, without a queue, and each has one turn at a
/// time. Any thread.
/// </summary>
/// <param name="rate">Bytes per second.</param>
internal sealed class ByteBucket(int rate)
{
    private const long NanosPerSecond = 1_000_000_000;

    // Never less than the minimum in bytes, which a low rate takes longer for.
    private readonly long _burst = Math.Max(
        Limits.RateBurstMilliseconds * NanosPerSecond / 1000, Limits.RateBurstBytesMin * NanosPerSecond / rate);

    private long _spentUntil; // Nanoseconds of the monotonic clock.

    /// <summary>Bytes per second.</summary>
    public int Rate { get; } = rate;

    /// <summary>The bytes that a session takes at a time.</summary>
    public int Quantum { get; } = (int)Math.Clamp(
        (long)rate * Limits.RateQuantumMilliseconds / 1000, Limits.RateQuantumBytesMin, Limits.RateQuantumBytesMax);

    /// <summary>Takes tokens.</summary>
    /// <param name="now">Monotonic nanoseconds.</param>
    /// <returns>The moment from which they may be used; now or earlier, if there were any.</returns>
    public long Take(int bytes, long now)
    {
        var cost = CostOf(bytes);
        while (true)
        {
            var spent = Volatile.Read(ref _spentUntil);
            var from = Math.Max(spent, now - _burst);
            if (Interlocked.CompareExchange(ref _spentUntil, from + cost, spent) == spent) return from;
        }
    }

    /// <summary>The moment until which its tokens are spent, in nanoseconds.</summary>
    public long SpentUntil => Volatile.Read(ref _spentUntil);

    /// <summary>
    /// Goes on with a bucket of another process, which is empty at most: those who wait for tokens there have returned
    /// them when they were handed over, and take others here.
    /// </summary>
    /// <param name="spentUntil">Now or earlier.</param>
    public void Load(long spentUntil) => Volatile.Write(ref _spentUntil, spentUntil);

    /// <summary>Returns tokens that were not used.</summary>
    public void GiveBack(int bytes) => Interlocked.Add(ref _spentUntil, -CostOf(bytes));

    private long CostOf(int bytes) => bytes * NanosPerSecond / Rate;
}
