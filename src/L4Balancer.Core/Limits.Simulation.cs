namespace L4Balancer.Core;

/// <summary>The bounds of a simulated scenario.</summary>
public static partial class Limits
{
    /// <summary>
    /// Sessions that a scenario may lead to: at a million per second or two, more would take minutes.
    /// </summary>
    public const long SimulatedSessionsMax = 100_000_000;

    /// <summary>
    /// Sessions of a scenario at the same time, which is at most the rate times the client's timeout, or the clients of
    /// a closed loop. Each takes about 250 bytes.
    /// </summary>
    public const int SimulatedAtOnceMax = 1_000_000;

    /// <summary>Clients of a scenario.</summary>
    public const int SimulatedClientsMax = 100_000;

    /// <summary>Backends of a pool whose size is tried out.</summary>
    public const int SimulatedBackendsMax = 1000;

    /// <summary>Columns of a simulation's timeline: more could not be told apart in a chart.</summary>
    public const int SimulatedColumns = 240;
}
