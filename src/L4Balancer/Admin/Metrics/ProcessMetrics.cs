using L4Balancer.Admin.Model;

namespace L4Balancer.Admin.Metrics;

/// <summary>The process: what it is, which configuration it serves, and what it takes of the machine.</summary>
internal static class ProcessMetrics
{
    private static readonly string[] Generations = ["0", "1", "2", "3", "4", "5"];

    public static IReadOnlyList<Metric> All { get; } =
    [
        new("l4balancer.build.info", MetricKind.Gauge, "",
            "Always 1; the labels tell the version and the engine", ["version", "engine"],
            (s, to) => to.Add(1, s.Version, s.Engine)),
        One("l4balancer.process.start.time", MetricKind.Gauge, "s",
            "When the process started, in Unix time", s => Unix(s.StartedAt)),
        One("l4balancer.config.generation", MetricKind.Gauge, "",
            "The generation of the backend table in force; any change of routing makes a new one",
            s => s.Generation),
        One("l4balancer.config.load.time", MetricKind.Gauge, "s",
            "When the configuration in force was accepted, in Unix time", s => Unix(s.Config.LoadedAt)),
        One("l4balancer.config.reload.success", MetricKind.Gauge, "",
            "1 unless the last reload was refused, then 0", s => s.Config.IsLastReloadGood ? 1 : 0),
        One("l4balancer.config.reload.time", MetricKind.Gauge, "s",
            "When the last reload was tried, in Unix time; no value before the first",
            s => s.Config.LastReloadAt is { } at ? Unix(at) : null),
        One("l4balancer.process.cpu.time", MetricKind.Counter, "s",
            "Processor time of all threads", s => s.Process.CpuSeconds),
        One("l4balancer.process.memory.resident", MetricKind.UpDownCounter, "By",
            "Memory of the machine that the process holds", s => s.Process.ResidentBytes),
        One("l4balancer.process.memory.heap", MetricKind.UpDownCounter, "By",
            "Managed memory in use, garbage that is not yet collected included", s => s.Process.HeapBytes),
        new("l4balancer.process.gc.collections", MetricKind.Counter, "{collection}",
            "Garbage collections of each generation", ["generation"], ReadCollections),
        One("l4balancer.process.gc.pause", MetricKind.Counter, "s",
            "Time that garbage collections stopped the process for", s => s.Process.CollectionPause),
        One("l4balancer.process.fd.open", MetricKind.UpDownCounter, "{descriptor}",
            "File descriptors in use", s => s.Process.Descriptors),
        One("l4balancer.process.fd.limit", MetricKind.UpDownCounter, "{descriptor}",
            "File descriptors that the process may have; no value where there is no limit",
            s => s.Process.DescriptorsMax > 0 ? s.Process.DescriptorsMax : null),
        One("l4balancer.process.port.limit", MetricKind.UpDownCounter, "{port}",
            "Ephemeral ports that connections to one address can take; no value where that is not known",
            s => s.Process.PortsMax > 0 ? s.Process.PortsMax : null),
        One("l4balancer.process.time_wait", MetricKind.UpDownCounter, "{connection}",
            "Connections of the whole machine in TIME_WAIT", s => s.Process.TimeWait),
        One("l4balancer.control.signals.dropped", MetricKind.Counter, "{signal}",
            "Passive signals about backends that found the control queue full", s => s.Process.SignalsDropped),
        One("l4balancer.access_log.lines.written", MetricKind.Counter, "{line}",
            "Lines that were written to the access log", s => s.Process.AccessLogWritten),
        One("l4balancer.access_log.lines.dropped", MetricKind.Counter, "{line}",
            "Lines of the access log that were dropped because its queue was full", s => s.Process.AccessLogDropped),
        One("l4balancer.trace.sessions.dropped", MetricKind.Counter, "{session}",
            "Sessions that were to be traced and found the queue full", s => s.Process.TracesDropped),
    ];

    private static Metric One(
        string name, MetricKind kind, string unit, string help, Func<BalancerSnapshot, double?> value) =>
        new(name, kind, unit, help, [], (snapshot, to) =>
        {
            if (value(snapshot) is { } known) to.Add(known);
        });

    private static double Unix(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds() / 1000.0;

    private static void ReadCollections(BalancerSnapshot snapshot, IMetricSink to)
    {
        var collections = snapshot.Process.Collections;
        var count = Math.Min(collections.Count, Generations.Length);
        for (var i = 0; i < count; i++) to.Add(collections[i], Generations[i]);
    }
}
