namespace L4Balancer.Core.Policies;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014): one addition and
/// a mix per number, state of one word, so that every session can own one and no thread shares it.
/// </summary>
public struct SplitMix64(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        return Mix(_state);
    }

    /// <summary>
    /// A number from 0 to <paramref name="bound"/> - 1, by multiplication instead of division (Lemire, 2019); the bias
    /// is below bound / 2^32.
    /// </summary>
    public int NextBelow(int bound) => (int)(((Next() >> 32) * (ulong)(uint)bound) >> 32);

    /// <summary>The finaliser alone: a good mix of a 64-bit key.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
