using L4Balancer.Bench.Compare.Backends;
using L4Balancer.Bench.Compare.Features;

namespace L4Balancer.Bench.Compare.Workloads;

/// <summary>All workloads, in the order of the report.</summary>
internal static class WorkloadList
{
    /// <summary>The value size of redis-benchmark itself.</summary>
    private const int SmallBytes = 3;

    /// <summary>The workload of clients that begin with TLS.</summary>
    public const string Hello = "hello";

    private static readonly int[] ValueKibibytes = [1, 2, 4, 8, 16, 32, 64];

    public static IReadOnlyList<Workload> All { get; } =
    [
        Redis("redis-50", "small get/set, 50 clients", new() { Connections = 50, PayloadBytes = SmallBytes }),
        Redis("redis-1", "small get/set, one client: latency", new() { Connections = 1, PayloadBytes = SmallBytes }),
        Redis("redis-500", "small get/set, 500 clients", new() { Connections = 500, PayloadBytes = SmallBytes }),
        Redis(
            "redis-pipelined", "small get/set, 50 clients, 16 requests in flight each",
            new() { Connections = 50, PayloadBytes = SmallBytes, Pipeline = 16 }),
        .. ValueKibibytes.Select(k => Redis(
            $"values-{k}k", $"get/set of {k} KiB, 50 clients", new() { Connections = 50, PayloadBytes = k << 10 })),
        Redis(
            "connections", "a connection per request, 50 clients",
            new() { Connections = 50, PayloadBytes = SmallBytes, IsReconnecting = true }),
        Redis(
            "connections-500", "a connection per request, 500 clients",
            new() { Connections = 500, PayloadBytes = SmallBytes, IsReconnecting = true }),
        Bulk("bulk-1-down", "one stream, download", 1, isUpload: false),
        Bulk("bulk-1-up", "one stream, upload", 1, isUpload: true),
        Bulk("bulk-8-down", "8 streams, download", 8, isUpload: false),
        Bulk("bulk-8-up", "8 streams, upload", 8, isUpload: true),
        Http("http-100", "HTTP, 100 B, 100 clients", 100, 100),
        Http("http-64k", "HTTP, 64 KiB, 50 clients", 50, 64 << 10),
        Http("http-1m", "HTTP, 1 MiB, 20 clients", 20, 1 << 20),
        new("idle-memory", "idle sessions", BackendKind.Redis, new() { Connections = 8_000 }) { IsIdle = true },
        new(Hello, "a connection per ClientHello, which is echoed, 50 clients", BackendKind.Echo,
            new() { Connections = 50, IsReconnecting = true, Message = ClientHelloBytes.Hex }),
        Checked(1_000), Checked(4_000), Checked(10_000),
    ];

    /// <summary>The default workloads. Checks and queues have separate runs, and the hello is for features.</summary>
    public static IReadOnlyList<string> Default { get; } =
        [.. All.Where(w => w.CheckedBackends == 0 && w.Name is not (Hello or "connections-500")).Select(w => w.Name)];

    /// <summary>The workloads of <c>--quick</c>.</summary>
    public static IReadOnlyList<string> Quick { get; } = ["redis-50", "bulk-1-down", "http-100"];

    private static Workload Checked(int backends)
    {
        var title = $"{backends:#,##0} backends checked every 2 s, no clients";
        var nobody = new LoadShape { Connections = 0 };
        return new($"checked-{backends}", title, BackendKind.Redis, nobody) { CheckedBackends = backends };
    }

    private static Workload Redis(string name, string title, LoadShape shape) =>
        new(name, title, BackendKind.Redis, shape);

    private static Workload Http(string name, string title, int connections, int bytes) =>
        new(name, title, BackendKind.Http, new() { Connections = connections, PayloadBytes = bytes });

    private static Workload Bulk(string name, string title, int streams, bool isUpload) =>
        new(name, title, BackendKind.Bulk, new() { Connections = streams, IsUpload = isUpload });
}
