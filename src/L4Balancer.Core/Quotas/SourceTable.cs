using System.Numerics;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Quotas;

/// <summary>
/// The sources of connections of a process: their sessions, their token buckets and how often they came. Any thread;
/// each call locks one set for a few dozen nanoseconds.
/// </summary>
/// <remarks>
/// Its memory is fixed, however many sources there are: it is a table of sets of 16 entries, and a new source takes the
/// place of one that has nothing to be remembered for: no sessions, and a full bucket. Of those the one that comes
/// least goes, so that the sources that come most are known. If all have something, the one without sessions whose
/// bucket is full soonest is forgotten: it gains a part of its burst. If all 16 have sessions, the client is admitted
/// without being counted: its listener still limits it, and refusing would let some sources lock out others.
/// </remarks>
public sealed partial class SourceTable
{
    private const int Ways = 16;

    private readonly SourceEntry[] _entries;
    private readonly int[] _locks;
    private readonly ulong _secret;
    private long _tracked;
    private long _evicted;
    private long _forgotten;
    private long _untracked;

    /// <param name="capacity">Sources that it remembers, rounded up to a power of two.</param>
    /// <param name="seed">Unknown to clients, who could otherwise choose addresses that share a set.</param>
    public SourceTable(int capacity, ulong seed)
    {
        var sets = Math.Max(1, (int)BitOperations.RoundUpToPowerOf2((uint)capacity) / Ways);

        // Untouched pages of a large array cost no memory.
        _entries = new SourceEntry[sets * Ways];
        _locks = new int[sets];
        _secret = (seed + 0xD1B5_4A32_D192_ED03) * 0x9E37_79B9_7F4A_7C15;
    }

    /// <summary>How many sources a process with so many places for sessions remembers.</summary>
    public static int CapacityFor(int places) => (int)Math.Clamp(
        (long)places * Limits.SourcesPerPlace, Limits.SourcesMin, Limits.SourcesMax);

    public int Capacity => _entries.Length;

    /// <summary>Sources remembered now, including those that have not come for a while.</summary>
    public long Tracked => Volatile.Read(ref _tracked);

    /// <summary>Sources that made room for others.</summary>
    public long Evicted => Volatile.Read(ref _evicted);

    /// <summary>Those of them that gained a part of their burst.</summary>
    public long Forgotten => Volatile.Read(ref _forgotten);

    /// <summary>Clients admitted without being counted, because the sources in their set all had sessions.</summary>
    public long Untracked => Volatile.Read(ref _untracked);

    /// <summary>
    /// A client arrives; takes a token and a place of its source. Every arrival of an admitted rate takes a token, even
    /// if there is no place: a source that keeps coming while it is full runs into its rate.
    /// </summary>
    /// <param name="client">Not of a unix socket.</param>
    /// <param name="listener">The number of its listener, at least 1.</param>
    /// <param name="now">Absolute monotonic milliseconds.</param>
    public SourceVerdict Enter(
        in ClientAddress client, SourceRule rule, int listener, long now, out SourcePlace place)
    {
        place = default;
        var key = SourceKey.Of(client, rule, listener);
        var set = Lock(key);
        try
        {
            var index = FindOrMake(set, key, now);
            if (index < 0) return SourceVerdict.Admitted;
            ref var entry = ref _entries[index];
            entry.Arrive(now);
            var isTooFast = rule.Rate is { } rate && !rate.TryTake(ref entry.SpentUntil, now);
            if (isTooFast || entry.Sessions >= rule.SessionsMax)
            {
                entry.Refuse(now);
                return isTooFast ? SourceVerdict.TooFast : SourceVerdict.Full;
            }

            entry.Sessions++;
            place = new SourcePlace(this, index);
            return SourceVerdict.Admitted;
        }
        finally
        {
            Volatile.Write(ref _locks[set], 0);
        }
    }

    /// <summary>Counts a client that is refused for another reason than the limits of its source.</summary>
    /// <param name="hasEntered">It has been counted as an arrival.</param>
    public void Refuse(in ClientAddress client, SourceRule rule, int listener, long now, bool hasEntered)
    {
        var key = SourceKey.Of(client, rule, listener);
        var set = Lock(key);
        try
        {
            var index = FindOrMake(set, key, now);
            if (index < 0) return;
            ref var entry = ref _entries[index];
            if (!hasEntered) entry.Arrive(now);
            entry.Refuse(now);
        }
        finally
        {
            Volatile.Write(ref _locks[set], 0);
        }
    }

    internal void Leave(int index)
    {
        var set = index / Ways;
        Lock(set);
        var left = --_entries[index].Sessions;
        Volatile.Write(ref _locks[set], 0);
        Invariant.Require(left >= 0, "A place of a source was given back twice.");
    }

    /// <returns>The entry; -1 if the source cannot be remembered.</returns>
    private int FindOrMake(int set, in SourceKey key, long now)
    {
        var entries = _entries.AsSpan(set * Ways, Ways);
        for (var i = 0; i < Ways; i++)
        {
            if (entries[i].Key == key) return set * Ways + i;
            if (entries[i].Key.Owner != 0) continue;
            entries[i] = new SourceEntry(key, now);
            Interlocked.Increment(ref _tracked);
            return set * Ways + i;
        }

        var victim = VictimIn(entries, now);
        if (victim < 0)
        {
            Interlocked.Increment(ref _untracked);
            return -1;
        }

        Interlocked.Increment(ref _evicted);
        if (!TokenRate.IsFull(entries[victim].SpentUntil, now)) Interlocked.Increment(ref _forgotten);
        entries[victim] = new SourceEntry(key, now);
        return set * Ways + victim;
    }

    private static int VictimIn(ReadOnlySpan<SourceEntry> entries, long now)
    {
        var (idlest, fullest) = (-1, -1);
        var (least, soonest) = (double.MaxValue, long.MaxValue);
        for (var i = 0; i < entries.Length; i++)
        {
            ref readonly var entry = ref entries[i];
            if (entry.Sessions > 0) continue;
            if (!TokenRate.IsFull(entry.SpentUntil, now))
            {
                if (entry.SpentUntil < soonest) (fullest, soonest) = (i, entry.SpentUntil);
            }
            else if (entry.ArrivalsAt(now) is var arrivals && arrivals < least)
            {
                (idlest, least) = (i, arrivals);
            }
        }

        return idlest >= 0 ? idlest : fullest;
    }

    private int Lock(in SourceKey key)
    {
        var set = (int)(key.Hash(_secret) % (ulong)_locks.Length);
        Lock(set);
        return set;
    }

    private void Lock(int set)
    {
        var spin = default(SpinWait);
        while (Interlocked.CompareExchange(ref _locks[set], 1, 0) != 0) spin.SpinOnce();
    }
}
