namespace L4Balancer.Core.Counters;

/// <summary>
/// An average of durations that rises at once and falls slowly: a sample above it replaces it, one below pulls it down
/// with the weight 1 - e^(-dt / tau), where dt is the time since the previous sample. So a backend that turns slow is
/// noticed with its first slow answer, whatever the rate of samples. Value and time are packed into one word, so that
/// any thread can add a sample without a lock.
/// </summary>
/// <remarks>Source: the peak EWMA of Finagle's load balancers (twitter.github.io/finagle), with its decay time of 10 s.
/// </remarks>
internal static class PeakEwma
{
    private const float DecayMilliseconds = 10_000;

    /// <summary>Adds a sample.</summary>
    /// <param name="packed">The average; 0 before the first sample.</param>
    /// <param name="sample">In microseconds; at least 0.</param>
    /// <param name="now">Absolute monotonic time in microseconds.</param>
    public static void Add(ref long packed, long sample, long now)
    {
        // Zero is "no sample"; and a duration of less than the resolution of the clock is still one.
        var value = Math.Max(1f, sample);
        var at = Milliseconds(now);
        var seen = Volatile.Read(ref packed);
        while (true)
        {
            var old = ValueOf(seen);
            var next = value;
            if (value < old)
            {
                var kept = MathF.Exp(-Elapsed(seen, at) / DecayMilliseconds);
                next = old * kept + value * (1 - kept);
            }

            var before = Interlocked.CompareExchange(ref packed, Pack(next, at), seen);
            if (before == seen) return;
            seen = before;
        }
    }

    /// <summary>The average as of its last sample, in microseconds; 0 without any.</summary>
    public static float Last(ref long packed) => ValueOf(Volatile.Read(ref packed));

    /// <summary>
    /// The average now: it decays towards 0 while there are no samples, so that a backend that was slow is tried again.
    /// </summary>
    public static float At(ref long packed, long now)
    {
        var seen = Volatile.Read(ref packed);
        return seen == 0 ? 0 : ValueOf(seen) * MathF.Exp(-Elapsed(seen, Milliseconds(now)) / DecayMilliseconds);
    }

    private static float ValueOf(long packed) => BitConverter.Int32BitsToSingle((int)(packed >> 32));

    private static long Pack(float value, uint at) => ((long)BitConverter.SingleToInt32Bits(value) << 32) | at;

    /// <summary>32 bits wrap after 49 days; only differences are used.</summary>
    private static uint Milliseconds(long microseconds) => unchecked((uint)(microseconds / 1000));

    /// <summary>At least 0: another thread's clock may be behind by a turn of its loop.</summary>
    private static int Elapsed(long packed, uint now) => Math.Max(0, unchecked((int)(now - (uint)packed)));
}
