using L4Balancer.Core.Config;

namespace L4Balancer.Core.Health;

/// <summary>
/// Follows one backend from scan to scan and says when it looks hung: since its silence began, several questions were
/// asked of it and nothing at all came, the oldest waits much longer than usual, while the others answered nearly
/// everything. Subscribers are answered, and blocked pops and slow queries alone do not fill it: other answers end the
/// silence, and questions that nobody follows up are old ones after a second. O(1), and nothing is allocated.
/// </summary>
/// <remarks>
/// Where the others were asked nothing (<c>first</c>, or <c>source-hash</c> with few clients), its own past has to do:
/// by the rate of its answers until then, several were due within the silence, and as many questions are new. One
/// thread. Times are monotonic microseconds.
/// </remarks>
public sealed class HangTrack
{
    /// <summary>A question that no other follows for this long says nothing: it may be a blocked pop.</summary>
    private const long Stale = 1_000_000;

    private const long RateWindow = 500_000;

    /// <summary>Answers that were due, by its own rate, if the others say nothing.</summary>
    private const int DueAnswers = 8;

    private TrafficScan _begin; // As the silence began.
    private PoolTraffic _others; // The siblings at that moment.
    private long _beganAt;
    private long _late; // The scans' own lateness since then.
    private long _asked;
    private long _askedAt; // When a scan last saw a new question.
    private long _toldOldest;
    private long _rateAt;
    private long _rateAnswered;
    private double _rate; // Answers per microsecond in the last full window.

    /// <summary>Microseconds until its present silence is long enough; null while nothing else tells a hang.</summary>
    public long? DueIn { get; private set; }

    /// <summary>A scan: the facts if it looks hung, and did not already at a similar silence; otherwise null.</summary>
    /// <param name="own">The backend's traffic.</param>
    /// <param name="siblings">That of the other backends of the pool.</param>
    /// <param name="usual">The usual response time of the backend and of its siblings; 0 if not known.</param>
    /// <param name="late">By how much this scan is late: nobody else was at fault.</param>
    public HangFacts? Scan(
        in TrafficScan own, in PoolTraffic siblings, in UsualTimes usual, HungConfig config, long now, long late)
    {
        DueIn = null;
        _late += late;
        if (own.Asked != _asked) (_asked, _askedAt) = (own.Asked, now);
        var needed = Math.Max(Microseconds(config.MinSilence), (long)(config.Factor * usual.Longest));
        if (IsOver(own) || now - _askedAt > Math.Max(Stale, 2 * needed))
        {
            Restart(own, siblings, now);
            return null;
        }

        if (usual.Longest <= 0 || needed > Microseconds(config.MaxSilence)) return null;
        var asked = own.Asked - _begin.Asked;
        if (asked < config.Questions || own.Waiting < config.Questions) return null;
        var oldest = Math.Min(now - _beganAt, own.Silence) - _late;
        var answered = siblings.Answered - _others.Answered;
        if (!DoOthersAnswer(siblings, answered, config) && !WereAnswersDue(asked, siblings, oldest)) return null;
        DueIn = Math.Max(0, needed - oldest);
        if (oldest < needed || oldest < _toldOldest + _toldOldest / 2) return null;
        _toldOldest = oldest;
        var silence = own.ReceivedAt == 0 ? oldest : now - own.ReceivedAt;
        return new HangFacts(
            own.Waiting, Span(oldest), Span(silence), Span((long)usual.Longest), Span((long)usual.Siblings), answered);
    }

    private bool DoOthersAnswer(in PoolTraffic siblings, long answered, HungConfig config)
    {
        var asked = siblings.Asked - _others.Asked - siblings.Stuck;
        return asked >= config.Questions && answered * 5 >= asked * 4;
    }

    private bool WereAnswersDue(long asked, in PoolTraffic siblings, long silence) =>
        asked >= DueAnswers && siblings.Asked == _others.Asked && siblings.Stuck == 0 && _rate * silence >= DueAnswers;

    /// <summary>Something came since the silence began, or nobody waits.</summary>
    private bool IsOver(in TrafficScan own) =>
        own.Waiting == 0 || own.ReceivedAt != _begin.ReceivedAt || own.Answered != _begin.Answered;

    private void Restart(in TrafficScan own, in PoolTraffic siblings, long now)
    {
        (_begin, _others, _beganAt, _late, _toldOldest) = (own, siblings, now, 0, 0);
        if (now - _rateAt < RateWindow) return;
        _rate = (double)(own.Answered - _rateAnswered) / (now - _rateAt);
        (_rateAt, _rateAnswered) = (now, own.Answered);
    }

    private static long Microseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;

    private static TimeSpan Span(long microseconds) => TimeSpan.FromTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}

/// <summary>Usual response times in microseconds; 0 if too few answers are known.</summary>
public readonly record struct UsualTimes(double Own, double Siblings)
{
    public double Longest => Math.Max(Own, Siblings);
}
