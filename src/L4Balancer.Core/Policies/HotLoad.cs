namespace L4Balancer.Core.Policies;

/// <summary>
/// The sessions per weight above which a backend counts as hot: the 84th percentile of the eligible ones, as of a few
/// milliseconds ago. Of pools of fewer than seven that is the maximum, so there a backend becomes hot when it gets more
/// sessions than any had just now: a burst is spread, and lasting differences are left to the cost.
/// </summary>
/// <remarks>
/// One of the picks computes it every <see cref="Limits.HotPauseMicroseconds"/>, from <see cref="Limits.HotSample"/>
/// backends at most, drawn at random in larger pools. So a pick is O(1), and no thread waits for another.
/// </remarks>
internal sealed class HotLoad
{
    private const double Quantile = 0.84;

    private readonly BackendSet _set;
    private double _threshold; // Written by the pick that renews it, read by any thread.
    private long _renewAt; // Any thread; whoever moves it renews the threshold.

    public HotLoad(BackendSet set)
    {
        _set = set;
        var random = new SplitMix64(1);
        if (set.Eligible.Length > 0) _threshold = Measure(ref random);
    }

    public bool Is(int index) => LoadOf(index) > Volatile.Read(ref _threshold);

    /// <summary>Computes the threshold again if it is old and no other thread is about to.</summary>
    public void Renew(ref PickContext context)
    {
        var due = Volatile.Read(ref _renewAt);
        if (context.Now < due) return;
        var next = context.Now + Limits.HotPauseMicroseconds;
        if (Interlocked.CompareExchange(ref _renewAt, next, due) != due) return;
        var random = new SplitMix64(context.NextRandom());
        Volatile.Write(ref _threshold, Measure(ref random));
    }

    private double Measure(ref SplitMix64 random)
    {
        var eligible = _set.Eligible;
        Span<double> loads = stackalloc double[Math.Min(eligible.Length, Limits.HotSample)];
        var isAll = loads.Length == eligible.Length;
        for (var i = 0; i < loads.Length; i++)
        {
            loads[i] = LoadOf(eligible[isAll ? i : random.NextBelow(eligible.Length)]);
        }

        loads.Sort();
        return loads[(int)Math.Ceiling(Quantile * loads.Length) - 1];
    }

    private double LoadOf(int index)
    {
        ref readonly var slot = ref _set.Slots[index];
        return (double)slot.Counters.Active / slot.Weight;
    }
}
