using System.Diagnostics;

namespace L4Balancer.Bench.Load.Workers;

/// <summary>The clock of a load: CLOCK_MONOTONIC in nanoseconds, which is also that of <see cref="PreciseTimer"/>.
/// </summary>
internal static class Nanoseconds
{
    private static readonly long PerTick = 1_000_000_000 / Stopwatch.Frequency;

    public static long Now => Stopwatch.GetTimestamp() * PerTick;

    public static long Of(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;
}
