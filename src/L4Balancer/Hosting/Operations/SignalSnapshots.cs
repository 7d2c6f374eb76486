using L4Balancer.Admin.Model;
using L4Balancer.Core.Counters;

namespace L4Balancer.Hosting.Operations;

/// <summary>The signals of a backend at one moment.</summary>
internal static class SignalSnapshots
{
    private static readonly IReadOnlyList<double> Bounds = [.. DurationCounts.Bounds.Select(b => b / 1e6)];

    /// <param name="now">Absolute monotonic microseconds.</param>
    public static SignalsSnapshot Of(BackendSignals signals, long now)
    {
        var responses = signals.ResponseTimes;
        return new SignalsSnapshot
        {
            Response = Seconds(signals.Response),
            Connect = Seconds(signals.Connect),
            Expected = Seconds(signals.LatencyAt(now)),
            RoundTrip = Seconds(signals.RoundTrip),
            Waiting = signals.Waiting,
            Silence = Seconds(signals.SilenceAt(now)),
            Asked = signals.Asked,
            Answered = signals.Answered,
            Retransmits = signals.Retransmits,
            DeliveryRate = signals.DeliveryRate > 0 ? signals.DeliveryRate : null,
            ResponseTime = responses.Total > 0 ? Of(responses) : null,
        };
    }

    public static HistogramSnapshot Of(DurationCounts times) =>
        new() { Bounds = Bounds, Counts = times.Counts, Sum = times.SumMicroseconds / 1e6 };

    /// <summary>Whole microseconds: the fraction is noise. Zero is "unknown".</summary>
    private static double? Seconds(double microseconds) => microseconds > 0 ? Math.Ceiling(microseconds) / 1e6 : null;
}
