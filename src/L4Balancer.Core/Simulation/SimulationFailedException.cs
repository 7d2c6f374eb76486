namespace L4Balancer.Core.Simulation;

/// <summary>
/// A rule of the balancer was broken in a simulation. The message contains the seed and the last events before it.
/// </summary>
public sealed class SimulationFailedException(ulong seed, string rule, string tail, Exception? cause = null)
    : Exception($"Seed {seed}: {rule}\n{tail}", cause)
{
    public ulong Seed { get; } = seed;

    public string Rule { get; } = rule;
}
