using static L4Balancer.Admin.Metrics.BackendMetrics;

namespace L4Balancer.Admin.Metrics;

/// <summary>What real traffic shows of each backend's performance, and what follows from it.</summary>
internal static class SignalMetrics
{
    public static IReadOnlyList<Metric> All { get; } =
    [
        Each("l4balancer.backend.response.duration", MetricKind.Histogram, "s",
            "Response times: from the client's bytes passed on to the first byte back, and from the connect to the "
            + "greeting of a server that speaks first; no value before the first answer",
            Labels, (pool, b, to) =>
            {
                if (b.Signals.ResponseTime is { } times) to.Add(times, pool, b.Address);
            }),
        Each("l4balancer.backend.response.recent", MetricKind.Gauge, "s",
            "Peak EWMA of response times, as of the last answer: rises at once, falls over about 10 s; no value before "
            + "the first answer",
            b => b.Signals.Response),
        Each("l4balancer.backend.connect.recent", MetricKind.Gauge, "s",
            "Peak EWMA of connect times, as of the last connect", b => b.Signals.Connect),
        Each("l4balancer.backend.latency.expected", MetricKind.Gauge, "s",
            "Latency to expect of a new session, which the policy fastest compares: the response time, or else the "
            + "connect time, decayed to now, and more while sessions wait in silence",
            b => b.Signals.Expected),
        Each("l4balancer.backend.session.waiting", MetricKind.UpDownCounter, "{session}",
            "Sessions whose bytes were passed on and that have no answer yet", b => b.Signals.Waiting),
        Each("l4balancer.backend.silence", MetricKind.Gauge, "s",
            "How long nothing at all has come from the backend although sessions wait; 0 if none waits",
            b => b.Signals.Silence ?? 0),
        Each("l4balancer.backend.turn.asked", MetricKind.Counter, "{turn}",
            "Turns of conversations begun: questions passed on, and greetings waited for", b => b.Signals.Asked),
        Each("l4balancer.backend.turn.answered", MetricKind.Counter, "{turn}",
            "Turns whose answer has begun", b => b.Signals.Answered),
        Each("l4balancer.backend.tcp.rtt", MetricKind.Gauge, "s",
            "Peak EWMA of the round-trip times that the kernel measured in sampled sessions; no value without a sample",
            b => b.Signals.RoundTrip),
        Each("l4balancer.backend.tcp.retransmits", MetricKind.Counter, "{segment}",
            "Segments that the kernel sent again in sampled sessions", b => b.Signals.Retransmits),
        Each("l4balancer.backend.tcp.delivery_rate", MetricKind.Gauge, "By/s",
            "Delivery rate of the session sampled last, as the kernel measured it; no value without a sample",
            b => b.Signals.DeliveryRate),
        Each("l4balancer.backend.standing", MetricKind.Gauge, "",
            "What real traffic says of the backend: 0 good, 1 suspected, 2 ejected",
            b => b.Standing switch { "good" => 0, "suspected" => 1, "ejected" => 2, _ => null }),
        Each("l4balancer.backend.suspicions", MetricKind.Counter, "{suspicion}",
            "Times the backend was suspected (hung, late-probe) or ejected (the other causes); a cause has a value "
            + "once it has occurred",
            ["pool", "backend", "cause"],
            (pool, b, to) =>
            {
                foreach (var (cause, count) in b.Suspicions) to.Add(count, pool, b.Address, cause);
            }),
        Each("l4balancer.backend.session.bad_ends", MetricKind.Counter, "{session}",
            "Sessions that the backend ended before it sent a byte, although an answer was expected", b => b.BadEnds),
        Each("l4balancer.backend.weight.reported", MetricKind.Gauge, "1",
            "Share of its configured weight that the backend's agent or probe reports, 1 without a report",
            b => (b.WeightFrom?.Reported ?? Whole) / Whole),
        Each("l4balancer.backend.weight.measured", MetricKind.Gauge, "1",
            "Share of its configured weight that weigh-by derives from measurements, 1 without weigh-by",
            b => (b.WeightFrom?.Measured ?? Whole) / Whole),
    ];

    private const double Whole = 100;
}
