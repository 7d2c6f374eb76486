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

    /// <summary>
    /// The least that a measurement leaves of a weight, in percent: the backend must get enough sessions to show that
    /// it is better again.
    /// </summary>
    public const int MeasuredPercentMin = 10;

    /// <summary>
    /// The most that a measurement makes of a weight, in percent: a server that fails fast answers fast, and must not
    /// get everything for it.
    /// </summary>
    public const int MeasuredPercentMax = 250;

    /// <summary>
    /// How often weights follow measurements: often enough to take load off a slow backend within seconds, and long
    /// enough to see what the previous step did.
    /// </summary>
    public static readonly TimeSpan MeasuringInterval = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Responses that make a reading: the mean of fewer says little. With less traffic several intervals make one.
    /// </summary>
    public const int ResponsesPerReading = 10;

    /// <summary>
    /// Intervals without a reading after which a weight returns to what is configured: what is known of the backend is
    /// too old by then.
    /// </summary>
    public const int SilentIntervalsMax = 30;
}
