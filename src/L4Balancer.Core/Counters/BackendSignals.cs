using System.Runtime.InteropServices;

namespace L4Balancer.Core.Counters;

/// <summary>
/// What real traffic shows of a backend's performance now: how long it takes to answer, how many sessions wait for it,
/// and since when it has sent nothing. Written by the loops that own the sessions and read by policies, without a lock
/// and without a publish; kept across reloads with its <see cref="BackendCounters"/>.
/// </summary>
/// <remarks>
/// A <i>turn</i> of a conversation is the client's bytes passed on (the question) until the first byte back (the
/// answer). All times are absolute monotonic microseconds.
/// </remarks>
public sealed partial class BackendSignals : ICounters
{
    private const float SilenceFactor = 10;

    private Padded _values;

    /// <summary>Turns begun: questions passed on, and greetings waited for.</summary>
    public long Asked => Volatile.Read(ref _values.Asked);

    /// <summary>Turns in which the first byte of an answer has come.</summary>
    public long Answered => Volatile.Read(ref _values.Answered);

    /// <summary>Sessions whose bytes were passed on and that have no answer yet. Never negative.</summary>
    public int Waiting => Math.Max(0, Volatile.Read(ref _values.Waiting));

    /// <summary>When the backend last sent anything in any session; 0 if never.</summary>
    public long ReceivedAt => Volatile.Read(ref _values.ReceivedAt);

    /// <summary>The response times of its answers: a histogram.</summary>
    public DurationCounts ResponseTimes =>
        new(_values.Responses.Read(), Volatile.Read(ref _values.ResponseMicroseconds));

    /// <summary>
    /// Turns of more than <see cref="Limits.LongTurnMicroseconds"/> that are not averaged, because others were answered
    /// meanwhile: long questions, or a server with a long queue.
    /// </summary>
    public long LongTurns => Volatile.Read(ref _values.LongTurns);

    /// <summary>The peak EWMA of its response times as of the last answer, in microseconds; 0 without any.</summary>
    public float Response => PeakEwma.Last(ref _values.Response);

    /// <summary>The peak EWMA of its connects as of the last one, in microseconds; 0 without any.</summary>
    public float Connect => PeakEwma.Last(ref _values.Connect);

    /// <summary>
    /// The peak EWMA of the round-trip times that the kernel measured (TCP_INFO), in microseconds; 0 without any.
    /// </summary>
    public float RoundTrip => PeakEwma.Last(ref _values.RoundTrip);

    /// <summary>Segments of sampled sessions that the kernel sent again.</summary>
    public long Retransmits => Volatile.Read(ref _values.Retransmits);

    /// <summary>The delivery rate of the session sampled last (TCP_INFO), in bytes per second; 0 without any.</summary>
    public long DeliveryRate => Volatile.Read(ref _values.DeliveryRate);

    /// <summary>The number of measured response times, and their sum in microseconds.</summary>
    public (long Count, long Sum) ResponseTotals =>
        (_values.Responses.Total(), Volatile.Read(ref _values.ResponseMicroseconds));

    /// <summary>
    /// For how long nothing at all has come from the backend although sessions wait, in microseconds; 0 if none waits.
    /// </summary>
    public long SilenceAt(long now)
    {
        if (Waiting == 0) return 0;
        var since = Math.Max(Volatile.Read(ref _values.WaitingSince), ReceivedAt);
        return Math.Max(0, now - since);
    }

    /// <summary>
    /// The latency to expect of a new session, in microseconds; 0 while nothing is known. The peak EWMA of response
    /// times, decayed to now; for servers that never answer, of connects. While sessions wait and nothing comes, at
    /// least the silence, up to <see cref="SilenceFactor"/> times the average: blocked pops are silent, too.
    /// </summary>
    public float LatencyAt(long now)
    {
        var known = PeakEwma.At(ref _values.Response, now);
        if (known == 0) known = PeakEwma.At(ref _values.Connect, now);
        return Math.Max(known, Math.Min(SilenceAt(now), SilenceFactor * known));
    }

    /// <summary>The client's bytes were passed on, and an answer is expected.</summary>
    public void Ask(long now)
    {
        // Before the count: a reader must not take the first question for an old one.
        if (Volatile.Read(ref _values.Waiting) <= 0) Volatile.Write(ref _values.WaitingSince, now);
        Interlocked.Increment(ref _values.Asked);
        Interlocked.Increment(ref _values.Waiting);
    }

    /// <summary>The first byte of the answer has come; exactly one of this and <see cref="Withdraw"/> follows an
    /// <see cref="Ask"/>.</summary>
    /// <param name="took">From the question to now, in microseconds.</param>
    /// <param name="isTypical">False for a turn that says nothing of the server's speed: it is not averaged.</param>
    public void Answer(long took, bool isTypical, long now)
    {
        // Others were answered meanwhile: the question was slow (a blocked pop, a long query), not the server.
        var isAlone = took < Limits.LongTurnMicroseconds || now - ReceivedAt > took / 2;
        Interlocked.Decrement(ref _values.Waiting);
        Interlocked.Increment(ref _values.Answered);
        Receive(now);
        if (!isTypical) return;
        if (isAlone) Sample(took, now);
        else Interlocked.Increment(ref _values.LongTurns);
    }

    /// <summary>The session ended while it waited.</summary>
    /// <param name="took">From the question to now, in microseconds.</param>
    public void Withdraw(long took, long now)
    {
        Interlocked.Decrement(ref _values.Waiting);

        // The answer would have taken at least as long; but only a server that was silent all the time is to blame.
        if (now - ReceivedAt > took && took > Response) PeakEwma.Add(ref _values.Response, took, now);
    }

    /// <summary>A server that speaks first sent its greeting: the response time of the connect.</summary>
    public void Greet(long took, long now)
    {
        Receive(now);
        Sample(took, now);
    }

    /// <summary>Bytes have come from the backend.</summary>
    public void Receive(long now)
    {
        // Once a millisecond is enough, and spares the other loops the cache line while bytes stream.
        if (now - Volatile.Read(ref _values.ReceivedAt) >= 1000) Volatile.Write(ref _values.ReceivedAt, now);
    }

    /// <summary>A connect succeeded.</summary>
    public void CountConnect(long microseconds, long now) => PeakEwma.Add(ref _values.Connect, microseconds, now);

    /// <summary>The kernel's figures (TCP_INFO) of one of its sessions.</summary>
    /// <param name="roundTrip">The smoothed round-trip time in microseconds.</param>
    /// <param name="retransmits">Segments sent again since the session was last sampled.</param>
    /// <param name="deliveryRate">Bytes per second; 0 if the kernel has not measured it.</param>
    public void CountKernel(long roundTrip, long retransmits, long deliveryRate, long now)
    {
        PeakEwma.Add(ref _values.RoundTrip, roundTrip, now);
        if (retransmits > 0) Interlocked.Add(ref _values.Retransmits, retransmits);
        if (deliveryRate > 0) Volatile.Write(ref _values.DeliveryRate, deliveryRate);
    }

    public void VisitCounters(CounterVisit visit)
    {
        visit("asked", ref _values.Asked);
        visit("answered", ref _values.Answered);
        visit("response-microseconds", ref _values.ResponseMicroseconds);
        _values.Responses.VisitCounters("responses", visit);
        visit("retransmits", ref _values.Retransmits);
        visit("long-turns", ref _values.LongTurns);
        visit("bad-ends", ref _values.BadEnds);
    }

    public void VisitValues(CounterVisit visit)
    {
        visit("response", ref _values.Response);
        visit("connect", ref _values.Connect);
        visit("round-trip", ref _values.RoundTrip);
        visit("received-at", ref _values.ReceivedAt);
        visit("delivery-rate", ref _values.DeliveryRate);
        visit("tried-at", ref _values.TriedAt);
        ICounters.Visit("bad-ends-in-row", ref _values.BadEndsInRow, visit);
    }

    private void Sample(long took, long now)
    {
        _values.Responses.Count(took);
        Interlocked.Add(ref _values.ResponseMicroseconds, took);
        PeakEwma.Add(ref _values.Response, took, now);
    }

    /// <summary>
    /// The values have cache lines of their own, with a pair on either side. Those that a pick reads come first.
    /// </summary>
    [StructLayout(LayoutKind.Explicit, Size = 256 + DurationBuckets.Size + 128)]
    private struct Padded
    {
        [FieldOffset(128)] public long Response;
        [FieldOffset(136)] public long Connect;
        [FieldOffset(144)] public int Waiting;
        [FieldOffset(152)] public long WaitingSince;
        [FieldOffset(160)] public long ReceivedAt;
        [FieldOffset(168)] public long Asked;
        [FieldOffset(176)] public long Answered;
        [FieldOffset(184)] public long ResponseMicroseconds;
        [FieldOffset(192)] public long RoundTrip;
        [FieldOffset(200)] public long Retransmits;
        [FieldOffset(208)] public long DeliveryRate;
        [FieldOffset(216)] public long LongTurns;
        [FieldOffset(224)] public long TriedAt;
        [FieldOffset(232)] public long BadEnds;
        [FieldOffset(240)] public int BadEndsInRow;
        [FieldOffset(256)] public DurationBuckets Responses;
    }
}
