using System.Runtime.InteropServices;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Counters;

/// <summary>
/// The mutable part of a backend, shared by all threads and kept by (pool, address) across reloads, so that neither a
/// reload nor a change of health disturbs the values that the policies compare.
/// </summary>
public sealed class BackendCounters : ICounters
{
    private Padded _values;

    /// <summary>What its traffic shows of its performance.</summary>
    public BackendSignals Signals { get; } = new();

    /// <summary>Sessions that hold this backend now, including those still connecting. Never negative.</summary>
    public int Active => Volatile.Read(ref _values.Active);

    /// <summary>Connects in flight, of pools with a limit for them. Never negative.</summary>
    public int Pending => Volatile.Read(ref _values.Pending);

    /// <summary>Total sessions that took this backend.</summary>
    public long Picks => Volatile.Read(ref _values.Picks);

    /// <summary>Connects that failed through the backend's own fault.</summary>
    public long ConnectFailures => Volatile.Read(ref _values.ConnectFailures);

    /// <summary>Failed connects since the last successful one.</summary>
    public int ConnectFailuresInRow => Volatile.Read(ref _values.ConnectFailuresInRow);

    /// <summary>Bytes from clients to this backend; for running sessions as of their last count.</summary>
    public long BytesUploaded => _values.Bytes.Uploaded;

    /// <summary>Bytes from this backend to clients; for running sessions as of their last count.</summary>
    public long BytesDownloaded => _values.Bytes.Downloaded;

    /// <summary>The durations of its successful connects.</summary>
    public DurationCounts ConnectTimes => new(_values.Connects.Read(), Volatile.Read(ref _values.ConnectMicroseconds));

    /// <summary>Sessions that this backend served and that ended for this reason.</summary>
    public long Ended(CloseReason reason) => _values.Ended.Of(reason);

    /// <summary>Takes one place, unless <paramref name="limit"/> sessions already hold the backend.</summary>
    public bool TryAcquire(int limit)
    {
        if (limit == int.MaxValue) Interlocked.Increment(ref _values.Active);
        else if (!TryIncrementBelow(ref _values.Active, limit)) return false;
        Interlocked.Increment(ref _values.Picks);
        return true;
    }

    /// <summary>Takes the place of a session that had picked this backend before it was handed over.</summary>
    public void Resume() => Interlocked.Increment(ref _values.Active);

    /// <summary>Releases the place; exactly once for every successful <see cref="TryAcquire"/>
    /// and every <see cref="Resume"/>.</summary>
    public void Release()
    {
        var left = Interlocked.Decrement(ref _values.Active);
        Invariant.Require(left >= 0, "A place on a backend was released twice.");
    }

    /// <summary>Counts a connect in flight, unless there are <paramref name="limit"/>.</summary>
    public bool TryBeginConnect(int limit) => TryIncrementBelow(ref _values.Pending, limit);

    /// <summary>
    /// The connect is over, whatever came of it; exactly once for every successful <see cref="TryBeginConnect"/>.
    /// </summary>
    public void EndConnect()
    {
        var left = Interlocked.Decrement(ref _values.Pending);
        Invariant.Require(left >= 0, "A connect ended twice.");
    }

    /// <summary>Counts a failed connect and returns the number of consecutive failures, including this one.</summary>
    public int CountConnectFailure()
    {
        Interlocked.Increment(ref _values.ConnectFailures);
        return Interlocked.Increment(ref _values.ConnectFailuresInRow);
    }

    /// <param name="microseconds">From the connect to its success; at least 0.</param>
    /// <param name="now">Absolute monotonic time in microseconds.</param>
    public void CountConnectSuccess(long microseconds, long now)
    {
        Signals.CountConnect(microseconds, now);
        _values.Connects.Count(microseconds);
        Interlocked.Add(ref _values.ConnectMicroseconds, microseconds);

        // Read before writing: the line stays shared between the cores while there are no failures.
        if (Volatile.Read(ref _values.ConnectFailuresInRow) != 0) Volatile.Write(ref _values.ConnectFailuresInRow, 0);
    }

    public void CountBytes(long uploaded, long downloaded) => _values.Bytes.Count(uploaded, downloaded);

    public void CountEnded(CloseReason reason) => _values.Ended.Count(reason);

    public void VisitCounters(CounterVisit visit)
    {
        visit("picks", ref _values.Picks);
        visit("connect-failures", ref _values.ConnectFailures);
        _values.Bytes.VisitCounters(visit);
        visit("connect-microseconds", ref _values.ConnectMicroseconds);
        _values.Connects.VisitCounters("connects", visit);
        _values.Ended.VisitCounters(visit);
        Signals.VisitCounters(visit);
    }

    public void VisitValues(CounterVisit visit)
    {
        ICounters.Visit("connect-failures-in-row", ref _values.ConnectFailuresInRow, visit);
        Signals.VisitValues(visit);
    }

    /// <summary>
    /// Never above the limit, not even for a moment: with incrementing first and undoing later, two threads that both
    /// fail to get the last place could see each other's count, and both be refused.
    /// </summary>
    private static bool TryIncrementBelow(ref int count, int limit)
    {
        var read = Volatile.Read(ref count);
        while (read < limit)
        {
            var seen = Interlocked.CompareExchange(ref count, read + 1, read);
            if (seen == read) return true;
            read = seen;
        }

        return false;
    }

    /// <summary>
    /// The values have their own cache lines, with a pair on either side (the x64 prefetcher fetches lines in pairs):
    /// no false sharing. The values that the policies compare come first, followed by the values that a session writes
    /// once.
    /// </summary>
    [StructLayout(LayoutKind.Explicit, Size = 184 + DurationBuckets.Size + ReasonCounts.Size + 128)]
    private struct Padded
    {
        private const int EndedAt = 184 + DurationBuckets.Size;

        [FieldOffset(128)] public int Active;
        [FieldOffset(132)] public int ConnectFailuresInRow;
        [FieldOffset(136)] public long Picks;
        [FieldOffset(144)] public long ConnectFailures;
        [FieldOffset(152)] public ByteCounts Bytes;
        [FieldOffset(168)] public long ConnectMicroseconds;
        [FieldOffset(176)] public int Pending;
        [FieldOffset(184)] public DurationBuckets Connects;
        [FieldOffset(EndedAt)] public ReasonCounts Ended;
    }
}
