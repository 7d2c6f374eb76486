using L4Balancer.Admin.Model;

namespace L4Balancer.Admin.Metrics;

/// <summary>Metrics of the agents on the backends' servers; without an agent a backend has none of them.</summary>
internal static class AgentMetrics
{
    private static readonly string[] Labels = ["pool", "backend"];

    public static IReadOnlyList<Metric> All { get; } =
    [
        Each("l4balancer.agent.state",
            "What the agent reports: 0 up, 1 drain, 2 maint, 3 down, fail or stopped; no value before the first answer",
            agent => agent.State switch
            {
                "up" => 0, "drain" => 1, "maint" => 2, "down" or "fail" or "stopped" => 3, _ => null,
            }),
        Each("l4balancer.agent.weight.ratio",
            "The weight that the agent asks for, as a share of the configured one",
            agent => agent.WeightPercent / 100.0),
        Each("l4balancer.agent.stale", "1 while so many answers are missing that the agent's weight no longer counts",
            agent => agent.IsStale ? 1 : 0),
        Each("l4balancer.agent.cpu.idle.ratio", "The idle share of the server's processors, if the agent reports it",
            agent => agent.CpuIdle / 100.0),
        Each("l4balancer.agent.memory.available.ratio",
            "The available share of the server's memory, if the agent reports it",
            agent => agent.MemoryAvailable / 100.0),
        Each("l4balancer.agent.load", "The load of the last minute per processor, if the agent reports it",
            agent => agent.Load),
        new("l4balancer.agent.pressure.ratio", MetricKind.Gauge, "",
            "The share of the last ten seconds in which some process waited for it (PSI), if the agent reports it",
            ["pool", "backend", "resource"],
            Read((agent, pool, backend, to) =>
            {
                Add(agent.PressureCpu, "cpu");
                Add(agent.PressureMemory, "memory");
                Add(agent.PressureIo, "io");

                void Add(double? percent, string resource)
                {
                    if (percent / 100 is { } share) to.Add(share, pool, backend, resource);
                }
            })),
        new("l4balancer.agent.answers", MetricKind.Counter, "{answer}",
            "Questions to the agent, answered or missed", ["pool", "backend", "outcome"],
            Read((agent, pool, backend, to) =>
            {
                to.Add(agent.Answered, pool, backend, "answered");
                to.Add(agent.Missed, pool, backend, "missed");
            })),
    ];

    private static Metric Each(string name, string help, Func<AgentSnapshot, double?> value) =>
        new(name, MetricKind.Gauge, "", help, Labels, Read((agent, pool, backend, to) =>
        {
            if (value(agent) is { } known) to.Add(known, pool, backend);
        }));

    private static Action<BalancerSnapshot, IMetricSink> Read(
        Action<AgentSnapshot, string, string, IMetricSink> read) => (snapshot, to) =>
        {
            foreach (var pool in snapshot.Pools)
            {
                foreach (var backend in pool.Backends)
                {
                    if (backend.Agent is { } agent) read(agent, pool.Name, backend.Address, to);
                }
            }
        };
}
