using L4Balancer.Bench.Load.Latency;

namespace L4Balancer.Bench.Load.Workers;

/// <summary>The measurements of one thread. Only that thread writes; others may read the counters meanwhile.</summary>
/// <param name="from">Answers before this are warm-up and not counted, except for errors.</param>
/// <param name="until">Answers after this are not counted.</param>
/// <param name="isPaced">Whether the load is an open loop.</param>
internal sealed class Measurement(long from, long until, bool isPaced)
{
    private long _requests;
    private long _connects;
    private long _bytesSent;
    private long _bytesReceived;
    private long _requestsEver;
    private long _bytesEver;
    private long _errorsEver;

    public LatencyHistogram Latency { get; } = new();

    public long Requests => Volatile.Read(ref _requests);

    public long Connects => _connects;

    public long BytesSent => _bytesSent;

    public long BytesReceived => _bytesReceived;

    /// <summary>Including the warm-up, for the progress line.</summary>
    public long RequestsEver => Volatile.Read(ref _requestsEver);

    /// <summary>Including the warm-up, for the progress line.</summary>
    public long BytesEver => Volatile.Read(ref _bytesEver);

    public long ErrorsEver => Volatile.Read(ref _errorsEver);

    /// <summary>Errors by kind. Owned by the thread until it has ended.</summary>
    public Dictionary<string, long> Errors { get; } = [];

    /// <summary>The first wrong answer of a server.</summary>
    public string? FirstDetail { get; private set; }

    /// <summary>Requests of an open loop that were due and had no answer at the end.</summary>
    public long Unanswered { get; private set; }

    public void CountAnswer(long countsFrom, long now)
    {
        _requestsEver++;
        if (isPaced && now >= until) CountUnanswered(countsFrom, until);
        if (!Covers(now)) return;
        _requests++;
        Latency.Record(now - countsFrom);
    }

    public void CountConnect(long now)
    {
        if (Covers(now)) _connects++;
    }

    public void CountSent(int bytes, long now)
    {
        _bytesEver += bytes;
        if (Covers(now)) _bytesSent += bytes;
    }

    public void CountReceived(int bytes, long now)
    {
        _bytesEver += bytes;
        if (Covers(now)) _bytesReceived += bytes;
    }

    public void CountError(string kind, string detail)
    {
        _errorsEver++;
        Errors[kind] = Errors.GetValueOrDefault(kind) + 1;
        if (detail.Length > 0) FirstDetail ??= $"{kind}: {detail}";
    }

    /// <summary>
    /// For an open loop: a due request without an answer has waited at least this long. Without this, a server
    /// that stalls until the end would go unnoticed. A request that was not due before the end is not counted.
    /// </summary>
    public void CountUnanswered(long countsFrom, long now)
    {
        if (countsFrom >= now) return;
        Unanswered++;
        Latency.Record(now - countsFrom);
    }

    private bool Covers(long now) => now >= from && now < until;
}
