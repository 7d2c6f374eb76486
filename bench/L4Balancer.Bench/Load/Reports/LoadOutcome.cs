using L4Balancer.Bench.Load.Arguments;
using L4Balancer.Bench.Load.Latency;
using L4Balancer.Bench.Load.Workers;

namespace L4Balancer.Bench.Load.Reports;

/// <summary>A report with additional information for the user.</summary>
/// <param name="Unanswered">Requests of an open loop that were due and had no answer at the end.</param>
/// <param name="FirstDetail">The first wrong answer of a server; null if none.</param>
internal sealed record LoadOutcome(LoadReport Report, long Unanswered, string? FirstDetail)
{
    /// <summary>Of threads that have ended.</summary>
    public static LoadOutcome Of(LoadPlan plan, IReadOnlyCollection<LoadWorker> workers)
    {
        var measurements = workers.Select(w => w.Measurement).ToArray();
        var (latency, options) = (new LatencyHistogram(), plan.Options);
        foreach (var measurement in measurements) latency.Add(measurement.Latency);
        var report = new LoadReport
        {
            Target = options.Target.Text,
            Protocol = Words.WordFor(Words.Protocols, options.Protocol),
            Connections = options.Connections,
            PayloadBytes = PayloadOf(options, workers),
            Pipeline = options.Pipeline,
            TargetRate = options.Rate,
            Seconds = Math.Max(0, workers.Max(w => w.EndedAt) - plan.From) / 1e9,
            Requests = measurements.Sum(m => m.Requests),
            Connects = measurements.Sum(m => m.Connects),
            BytesSent = measurements.Sum(m => m.BytesSent),
            BytesReceived = measurements.Sum(m => m.BytesReceived),
            Latency = latency.ToReport(),
            Errors = measurements.SelectMany(m => m.Errors).GroupBy(e => e.Key, e => e.Value)
                .ToDictionary(kind => kind.Key, kind => kind.Sum()),
        };
        var detail = measurements.Select(m => m.FirstDetail).FirstOrDefault(d => d is not null);
        return new LoadOutcome(report, measurements.Sum(m => m.Unanswered), detail);
    }

    private static int PayloadOf(LoadOptions options, IEnumerable<LoadWorker> workers) => options.Protocol switch
    {
        LoadProtocol.Echo or LoadProtocol.Redis => options.PayloadBytes,
        LoadProtocol.Http => workers.Max(w => w.AnswerPayload) ?? 0,
        _ => 0,
    };
}
