using L4Balancer.Core.Config.Rules;
using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config.Keys;

/// <summary>The top-level keys of the file: the root of the whole config description.</summary>
internal static class BalancerKeys
{
    public const string Listeners = "listeners";
    public const string Pools = "pools";
    public const string Admin = "admin";
    public const string Hooks = "hooks";

    private static readonly NamedShape<ListenerDraft> ListenersShape = new(
        ListenerKeys.Shape, d => d.Listener.Name, (d, name) => d with { Listener = d.Listener with { Name = name } });

    private static readonly NamedShape<PoolConfig> PoolsShape = new(
        PoolKeys.Shape, p => p.Name, (p, name) => p with { Name = name });

    private static readonly NamedShape<HookConfig> HooksShape = new(
        HookKeys.Shape, h => h.Name, (h, name) => h with { Name = name });

    public static ObjectShape<BalancerConfig> Shape { get; } =
        new("config", "The configuration of l4balancer.", new BalancerConfig(), complete: BalancerRules.Check)
        {
            { "engine", new ChoiceShape<EngineKind>(),
                "What relays the data; portable is the fallback where native cannot run.",
                c => c.Engine, (c, v) => c with { Engine = v } },
            { "relay", new ChoiceShape<RelayKind>(), "How the native engine moves data.",
                c => c.Relay, (c, v) => c with { Relay = v } },
            { "workers", new OrWordShape<int>("auto", new WholeNumberShape(1, 1024)),
                "Event loops of the native engine; auto is one per core.",
                c => c.Workers, (c, v) => c with { Workers = v } },
            { "pin-workers", new SwitchShape(), "Pin each event loop to its own core.",
                c => c.PinWorkers, (c, v) => c with { PinWorkers = v } },
            { "max-connections", new OrWordShape<int>("auto", new WholeNumberShape(1, Limits.ConnectionsMax)),
                "Maximum concurrent sessions of the process; auto: as many as its file descriptors allow.",
                c => c.MaxConnections, (c, v) => c with { MaxConnections = v } },
            { "shutdown-grace", DurationShape.Between("0", "24h"),
                "How long running sessions may continue after SIGTERM.",
                c => c.ShutdownGrace, (c, v) => c with { ShutdownGrace = v } },
            { "resolve-interval", DurationShape.Between("1s", "24h"),
                "How often host names of backends are resolved again.",
                c => c.ResolveInterval, (c, v) => c with { ResolveInterval = v } },
            { "resolve-hold", DurationShape.Between("0", "24h"),
                "How long a backend missing from its name's answers keeps its drain, health and counters.",
                c => c.ResolveHold, (c, v) => c with { ResolveHold = v } },
            { "buffer-size", new SizeShape(4 * 1024, 16 * 1024 * 1024),
                "How much one direction of a session may buffer before the sender is paused.",
                c => c.BufferSize, (c, v) => c with { BufferSize = v } },
            { Listeners, ListenersShape, "The listeners, by name.",
                c => [.. c.Listeners.Select(l => new ListenerDraft(l, null))], AddListeners, FieldKind.Required },
            { Pools, PoolsShape, "The pools, by name.",
                c => c.Pools, (c, v) => c with { Pools = [.. c.Pools, .. v] } },
            { Admin, AdminKeys.Shape, "The admin side; omitted: disabled.",
                c => c.Admin, (c, v) => c with { Admin = v } },
            { "access-log", AccessLogKeys.Shape, "One line of JSON per session; omitted: disabled.",
                c => c.AccessLog, (c, v) => c with { AccessLog = v } },
            { "telemetry", TelemetryKeys.Shape, "Export to an OpenTelemetry collector; omitted: disabled.",
                c => c.Telemetry, (c, v) => c with { Telemetry = v } },
            { Hooks, HooksShape, "Commands and URLs run on events, by name; omitted: none.",
                c => c.Hooks.Count == 0 ? null : c.Hooks, (c, v) => c with { Hooks = v } },
        };

    private static BalancerConfig AddListeners(BalancerConfig config, IReadOnlyList<ListenerDraft> drafts) =>
        config with
        {
            Listeners = [.. drafts.Select(d => d.Listener)],
            Pools = [.. config.Pools, .. drafts.Where(d => d.Inline is not null).Select(d => d.Inline!)],
        };
}
