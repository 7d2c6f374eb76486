using L4Balancer.Core.Policies;

namespace L4Balancer.Core.Simulation;

/// <summary>All randomness of a simulation, from one seed.</summary>
internal sealed class SimulationRandom(ulong seed)
{
    private SplitMix64 _source = new(seed);

    public ulong Next() => _source.Next();

    public int Below(int bound) => _source.NextBelow(bound);

    /// <summary>From <paramref name="least"/> to <paramref name="most"/>, inclusive.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    public TimeSpan Milliseconds(int least, int most) => TimeSpan.FromMilliseconds(Between(least, most));

    public bool Chance(int percent) => Below(100) < percent;

    public T Of<T>(params ReadOnlySpan<T> choices) => choices[Below(choices.Length)];
}
