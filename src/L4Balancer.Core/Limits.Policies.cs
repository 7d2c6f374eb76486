namespace L4Balancer.Core;

/// <summary>The bounds of the policies that measure, and of weights that follow measurements.</summary>
public static partial class Limits
{
    /// <summary>
    /// Backends that are looked at to find the load of a hot one: the percentile of 64 is within a few backends of that
    /// of thousands, and they are read and sorted in microseconds.
    /// </summary>
    public const int HotSample = 64;

    /// <summary>
    /// How long the load of a hot backend is used, in microseconds: 10 ms follow any load, and few of the picks in that
    /// time pay for it.
    /// </summary>
    public const long HotPauseMicroseconds = 10_000;
}
