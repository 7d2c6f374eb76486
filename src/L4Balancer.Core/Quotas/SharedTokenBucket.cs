using System.Runtime.InteropServices;

namespace L4Balancer.Core.Quotas;

/// <summary>A token bucket that all loops share: one number, changed without a lock. Any thread.</summary>
public sealed class SharedTokenBucket
{
    private Padded _value;

    /// <summary>Takes a token, if there is one.</summary>
    /// <param name="now">Absolute monotonic milliseconds.</param>
    public bool TryTake(in TokenRate rate, long now)
    {
        var seen = Volatile.Read(ref _value.SpentUntil);
        while (true)
        {
            var next = seen;
            if (!rate.TryTake(ref next, now)) return false;
            var before = Interlocked.CompareExchange(ref _value.SpentUntil, next, seen);
            if (before == seen) return true;
            seen = before;
        }
    }

    /// <summary>The moment until which its tokens are spent, for the bucket of another process.</summary>
    public long SpentUntil => Volatile.Read(ref _value.SpentUntil);

    /// <summary>Goes on with the bucket of another process; before the first client.</summary>
    /// <param name="now">Absolute monotonic milliseconds.</param>
    public void Load(long spentUntil, long now) =>
        Volatile.Write(ref _value.SpentUntil, Math.Clamp(spentUntil, 0, TokenRate.LatestAt(now)));

    /// <summary>Returns a token that was taken for nothing.</summary>
    public void GiveBack(in TokenRate rate) => Interlocked.Add(ref _value.SpentUntil, -rate.Cost);

    /// <summary>Alone on its cache lines: all loops write it for every client.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 264)]
    private struct Padded
    {
        [FieldOffset(128)] public long SpentUntil;
    }
}
