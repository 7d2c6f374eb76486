using L4Balancer.Core.Config;
using L4Balancer.Core.Counters;
using L4Balancer.Core.Health;

namespace L4Balancer.Core.Control;

/// <summary>What was measured of a serving backend whose weight follows it.</summary>
/// <param name="By">The measured value; one of another kind cannot be compared with it.</param>
/// <param name="Weight">The weight that the measurements led to.</param>
/// <param name="Seen">The responses that made up readings so far.</param>
public sealed record BackendMeasurement(WeighBy By, MeasuredWeight Weight, ResponseTotals Seen);

/// <summary>The responses of a backend since its counters exist.</summary>
/// <param name="Count">Responses that say something of its speed.</param>
/// <param name="Microseconds">The sum of their response times.</param>
/// <param name="Long">Responses that took very long and are not among them.</param>
public readonly record struct ResponseTotals(long Count, long Microseconds, long Long = 0)
{
    public static ResponseTotals Of(BackendSignals signals)
    {
        var times = signals.ResponseTimes;
        return new ResponseTotals(times.Total, times.SumMicroseconds, signals.LongTurns);
    }
}
