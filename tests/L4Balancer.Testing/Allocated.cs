namespace L4Balancer.Testing;

/// <summary>
/// What work allocates each time it is done, in bytes. The first times are more: the runtime compiles, loads types and
/// starts the thread that compiles again in the middle of any of them, and that counts for whoever runs. So it is done
/// several times, and the least counts; what work itself allocates is in all of them.
/// </summary>
internal static class Allocated
{
    /// <summary>How often the work is done.</summary>
    public const int Attempts = 5;

    /// <summary>By the thread that calls.</summary>
    public static long ByThread(Action work) => Least(GC.GetAllocatedBytesForCurrentThread, work);

    /// <summary>By every thread, those of the test included.</summary>
    public static long ByProcess(Action work) => Least(() => GC.GetTotalAllocatedBytes(precise: true), work);

    private static long Least(Func<long> bytes, Action work)
    {
        var least = long.MaxValue;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var before = bytes();
            work();
            least = Math.Min(least, bytes() - before);
        }

        return least;
    }
}
