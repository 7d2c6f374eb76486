namespace L4Balancer.Core.Policies;

/// <summary>
/// Slow start for policies with client affinity: a ramping backend gets its own clients one after the other. Each
/// client has a fixed number for each backend and is admitted when the ramp has passed it, so it moves once and stays.
/// </summary>
internal sealed class RampGate
{
    private readonly ulong[] _addressHashes;
    private readonly ulong[] _open;

    private RampGate(ulong[] addressHashes, ulong[] open) => (_addressHashes, _open) = (addressHashes, open);

    /// <summary>
    /// The gate of a set, or null if all clients are admitted. A ramp counts relative to the most advanced one among
    /// the eligible backends: if all begin at the same time, no client has to wait.
    /// </summary>
    public static RampGate? Of(BackendSet set, ulong[] addressHashes)
    {
        var (lowest, highest) = (1.0, 0.0);
        foreach (var index in set.Eligible)
        {
            lowest = Math.Min(lowest, RampOf(set, index));
            highest = Math.Max(highest, RampOf(set, index));
        }

        if (lowest >= highest) return null;
        var open = new ulong[set.All.Length];
        foreach (var index in set.Eligible) open[index] = (ulong)(RampOf(set, index) / highest * 4294967296.0);
        return new RampGate(addressHashes, open);
    }

    public bool Admits(int index, ulong clientHash) =>
        SplitMix64.Mix(clientHash ^ _addressHashes[index]) >> 32 < _open[index];

    private static double RampOf(BackendSet set, int index) =>
        (double)set.All[index].Weight / set.All[index].FullWeight;
}
