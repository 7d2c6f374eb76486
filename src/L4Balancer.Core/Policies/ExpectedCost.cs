using L4Balancer.Core.Counters;

namespace L4Balancer.Core.Policies;

/// <summary>
/// Compares what a new session is expected to wait for on two backends: latency x (sessions + 1), where the latency is
/// the peak EWMA of response times (<see cref="BackendSignals.LatencyAt"/>) and sessions count in proportion to the
/// weight: on a backend of half the mean weight each counts twice. O(1); reads four cache lines.
/// </summary>
/// <remarks>
/// Source: the peak EWMA cost of Finagle's and linkerd's balancers. Three things differ, so that nobody is starved and
/// nobody gets a herd. A backend without a response yet counts as fast as the other one, so sessions per weight decide
/// and its share is bounded. An average that decays for want of samples falls to what the other one last took and no
/// further: a backend that was slow is tried like any other, not like the fastest. And one pick in <see
/// cref="TrialPicks"/> takes the first draw whatever the cost, so that no opinion lasts without evidence.
/// </remarks>
internal sealed class ExpectedCost
{
    private const int TrialPicks = 64;

    private readonly BackendSlot[] _slots;
    private readonly BackendSignals[] _signals; // By index; the way through the counters would be a cache miss more.
    private readonly double _meanWeight;

    public ExpectedCost(BackendSet set)
    {
        _slots = set.Slots;
        _signals = new BackendSignals[set.All.Length];
        for (var i = 0; i < _signals.Length; i++) _signals[i] = set.All[i].Counters.Signals;
        var sum = 0L;
        foreach (var index in set.Eligible) sum += _slots[index].Weight;
        _meanWeight = (double)sum / Math.Max(1, set.Eligible.Length);
    }

    /// <summary>The one with the lower cost; with equal cost the first draw, which keeps the proportion of weights.
    /// </summary>
    public int Choose(int first, int second, ref PickContext context)
    {
        if (context.NextBelow(TrialPicks) == 0) return first;
        var (one, other) = Latencies(_signals[first], _signals[second], context.Now);
        return other * Sessions(second) < one * Sessions(first) ? second : first;
    }

    private double Sessions(int index)
    {
        ref readonly var slot = ref _slots[index];
        return slot.Counters.Active * _meanWeight / slot.Weight + 1;
    }

    private static (float One, float Other) Latencies(BackendSignals one, BackendSignals other, long now)
    {
        var (oneTook, otherTook) = (one.Response, other.Response);
        if (oneTook == 0 && otherTook == 0) (oneTook, otherTook) = (one.Connect, other.Connect);
        if (oneTook == 0 || otherTook == 0) return (1, 1);
        var common = Math.Min(oneTook, otherTook);
        return (Math.Max(one.LatencyAt(now), common), Math.Max(other.LatencyAt(now), common));
    }
}
