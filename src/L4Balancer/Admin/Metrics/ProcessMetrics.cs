using L4Balancer.Admin.Model;

namespace L4Balancer.Admin.Metrics;

/// <summary>Metrics of the process: version, configuration and resource use.</summary>
internal static class ProcessMetrics
{
    private static readonly string[] Generations = ["0", "1", "2", "3", "4", "5"];

    public static IReadOnlyList<Metric> All { get; } =
    [
        new("l4balancer.build.info", MetricKind.Gauge, "",
            "Always 1; the labels are the version and the engine", ["version", "engine"],
            (s, to) => to.Add(1, s.Version, s.Engine)),
        One("l4balancer.process.start.time", MetricKind.Gauge, "s",
            "When the process started, in Unix time", s => Unix(s.StartedAt)),
        One("l4balancer.config.generation", MetricKind.Gauge, "",
            "The generation of the current backend table; any routing change creates a new one",
            s => s.Generation),
        One("l4balancer.config.load.time", MetricKind.Gauge, "s",
            "When the current configuration was loaded, in Unix time", s => Unix(s.Config.LoadedAt)),
        One("l4balancer.config.reload.success", MetricKind.Gauge, "",
            "0 if the last reload was refused, else 1", s => s.Config.IsLastReloadGood ? 1 : 0),
        One("l4balancer.config.reload.time", MetricKind.Gauge, "s",
            "When a reload was last attempted, in Unix time; no value before the first",
            s => s.Config.LastReloadAt is { } at ? Unix(at) : null),
        One("l4balancer.process.cpu.time", MetricKind.Counter, "s",
            "CPU time of all threads", s => s.Process.CpuSeconds),
        One("l4balancer.process.memory.resident", MetricKind.UpDownCounter, "By",
            "Resident memory of the process", s => s.Process.ResidentBytes),
        One("l4balancer.process.memory.heap", MetricKind.UpDownCounter, "By",
            "Managed memory in use, including garbage not yet collected", s => s.Process.HeapBytes),
        new("l4balancer.process.gc.collections", MetricKind.Counter, "{collection}",
            "Garbage collections, by generation", ["generation"], ReadCollections),
        One("l4balancer.process.gc.pause", MetricKind.Counter, "s",
            "Time for which garbage collections paused the process", s => s.Process.CollectionPause),
        One("l4balancer.process.fd.open", MetricKind.UpDownCounter, "{descriptor}",
            "File descriptors in use", s => s.Process.Descriptors),
        One("l4balancer.process.fd.limit", MetricKind.UpDownCounter, "{descriptor}",
            "Maximum number of file descriptors of the process; no value if there is no limit",
            s => s.Process.DescriptorsMax > 0 ? s.Process.DescriptorsMax : null),
        One("l4balancer.process.port.limit", MetricKind.UpDownCounter, "{port}",
            "Ephemeral ports available for connections to one address; no value if unknown",
            s => s.Process.PortsMax > 0 ? s.Process.PortsMax : null),
        One("l4balancer.process.time_wait", MetricKind.UpDownCounter, "{connection}",
            "Connections in TIME_WAIT on the whole machine", s => s.Process.TimeWait),
        One("l4balancer.control.signals.dropped", MetricKind.Counter, "{signal}",
            "Passive signals about backends that were dropped because the control queue was full",
            s => s.Process.SignalsDropped),
        One("l4balancer.access_log.lines.written", MetricKind.Counter, "{line}",
            "Access log lines written", s => s.Process.AccessLogWritten),
        One("l4balancer.access_log.lines.dropped", MetricKind.Counter, "{line}",
            "Access log lines dropped because the queue was full", s => s.Process.AccessLogDropped),
        One("l4balancer.trace.sessions.dropped", MetricKind.Counter, "{session}",
            "Sessions whose trace was dropped because the queue was full", s => s.Process.TracesDropped),
        new("l4balancer.background.faults", MetricKind.Counter, "{fault}",
            "Failures of background work, each a bug of the balancer; 0 for work that has never failed",
            ["work"], ReadFaults),
    ];

    private static Metric One(
        string name, MetricKind kind, string unit, string help, Func<BalancerSnapshot, double?> value) =>
        new(name, kind, unit, help, [], (snapshot, to) =>
        {
            if (value(snapshot) is { } known) to.Add(known);
        });

    private static double Unix(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds() / 1000.0;

    private static void ReadFaults(BalancerSnapshot snapshot, IMetricSink to)
    {
        foreach (var (work, count) in snapshot.Process.BackgroundFaults) to.Add(count, work);
    }

    private static void ReadCollections(BalancerSnapshot snapshot, IMetricSink to)
    {
        var collections = snapshot.Process.Collections;
        var count = Math.Min(collections.Count, Generations.Length);
        for (var i = 0; i < count; i++) to.Add(collections[i], Generations[i]);
    }
}
