using L4Balancer.Core.Config.Rules;
using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config.Keys;

/// <summary>The keys of a pool.</summary>
internal static class PoolKeys
{
    public const string Backends = "backends";
    public const string MaxConnections = "max-connections";
    public const string Queue = "queue";
    public const string MaxLag = "max-lag";
    public const string SplitBrain = "split-brain";
    public const string FailbackRate = "failback-rate";
    public const string FailbackDeadline = "failback-deadline";
    public const string Rebalance = "rebalance";
    public const string SendProxy = "send-proxy";
    public const string OnRoleChange = "on-role-change";

    private static readonly PoolConfig Blank = new() { Name = "", Backends = [] };

    public static ObjectShape<PoolConfig> Shape { get; } =
        new("pool", "A set of backends with one policy, one health check and limits.", Blank, complete: PoolRules.Check)
        {
            { "policy", new ChoiceShape<PolicyKind>(), "How a backend is picked.",
                p => p.Policy, (p, v) => p with { Policy = v } },
            { "weigh-by", new ChoiceShape<WeighBy>(), "What moves the weights by itself: a measured value, or nothing.",
                p => p.WeighBy, (p, v) => p with { WeighBy = v } },
            { "load-factor", new OrWordShape<double>("none", new FactorShape(1.05, 10)),
                "For source-hash: the maximum load of a backend, as a multiple of its fair share; none is no bound.",
                p => p.LoadFactor, (p, v) => p with { LoadFactor = v } },
            { "health", HealthKeys.Shape, "How the backends are probed.",
                p => p.Health, (p, v) => p with { Health = v } },
            { "role", new ChoiceShape<PoolRole>(), "The role that a database server must have to serve the pool.",
                p => p.Role, (p, v) => p with { Role = v } },
            { MaxLag, new OrWordShape<TimeSpan>("none", DurationShape.Between("100ms", "24h")),
                "For role replica: how far it may be behind its primary; none does not matter.",
                p => p.MaxLag, (p, v) => p with { MaxLag = v } },
            { SplitBrain, new ChoiceShape<SplitBrainChoice>(),
                "For role primary: which one is used while several servers say that they are.",
                p => p.SplitBrain, (p, v) => p with { SplitBrain = v } },
            { OnRoleChange, new ChoiceShape<OnRoleChangeAction>(),
                "What happens to the running sessions of a backend that no longer has the role.",
                p => p.OnRoleChange, (p, v) => p with { OnRoleChange = v } },
            { "hung", StandingKeys.Hung, "When a backend that does not answer is suspected.",
                p => p.Hung, (p, v) => p with { Hung = v } },
            { "outliers", StandingKeys.Outliers, "When a backend is ejected for how its real traffic ends.",
                p => p.Outliers, (p, v) => p with { Outliers = v } },
            { "protocol", new ChoiceShape<ProtocolKind>(),
                "What the sessions speak. Their plain-text traffic is then observed, and never changed.",
                p => p.Protocol, (p, v) => p with { Protocol = v } },
            { "timeouts", TimeoutsKeys.Shape, "Timeouts that end a session.",
                p => p.Timeouts, (p, v) => p with { Timeouts = v } },
            { "tcp", TcpKeys.Shape, "TCP options for both connections of a session.",
                p => p.Tcp, (p, v) => p with { Tcp = v } },
            { "mode", new ChoiceShape<FailoverMode>(),
                "automatic: the tier in use follows health; manual: an operator switches it.",
                p => p.Mode, (p, v) => p with { Mode = v } },
            { "failback-delay", DurationShape.Between("0", "24h"),
                "How long a better tier must have had an eligible backend before it is used again.",
                p => p.FailbackDelay, (p, v) => p with { FailbackDelay = v } },
            { "on-failback", new ChoiceShape<OnFailbackAction>(),
                "What happens to the running sessions on backups when the pool fails back; move ends them.",
                p => p.OnFailback, (p, v) => p with { OnFailback = v } },
            { FailbackRate, new WholeNumberShape(1, Limits.ConnectionsMax),
                "For on-failback move: sessions of each backup ended per second.",
                p => p.FailbackRate, (p, v) => p with { FailbackRate = v } },
            { FailbackDeadline, DurationShape.Between("0", "1h"),
                "For on-failback move: when the sessions that are left are ended all at once.",
                p => p.FailbackDeadline, (p, v) => p with { FailbackDeadline = v } },
            { "panic", new ChoiceShape<PanicMode>(), "What happens to new clients when no backend is eligible.",
                p => p.Panic, (p, v) => p with { Panic = v } },
            { "on-down", new ChoiceShape<OnDownAction>(),
                "What happens to the running sessions of a backend that goes down.",
                p => p.OnDown, (p, v) => p with { OnDown = v } },
            { "slow-start", DurationShape.Between("0", "1h"),
                "How long a backend that begins to serve takes to reach its full weight; 0 is off.",
                p => p.SlowStart, (p, v) => p with { SlowStart = v } },
            { Rebalance, RebalanceKeys.Shape,
                "How sessions of overloaded backends are ended, to spread them again; omitted: they stay.",
                p => p.Rebalance, (p, v) => p with { Rebalance = v } },
            { MaxConnections, new WholeNumberShape(0, Limits.ConnectionsMax),
                "Maximum concurrent sessions over all backends; 0 is no limit.",
                p => p.MaxConnections, (p, v) => p with { MaxConnections = v } },
            { "max-pending-connects", new WholeNumberShape(0, Limits.ConnectionsMax),
                "Connects in flight to each backend; 0 is no limit.",
                p => p.MaxPendingConnects, (p, v) => p with { MaxPendingConnects = v } },
            { Queue, PlaceKeys.Queue, "Sessions that wait while every eligible backend is full; omitted: none.",
                p => p.Queue, (p, v) => p with { Queue = v } },
            { SendProxy, PlaceKeys.SendProxy, "The PROXY protocol header that backends get first; omitted: none.",
                p => p.SendProxy, (p, v) => p with { SendProxy = v } },
            { "source", SocketKeys.Source, "From where backends are connected.",
                p => p.Source, (p, v) => p with { Source = v } },
            { "retries", new OrWordShape<int>("auto", new WholeNumberShape(0, Limits.RetriesMax)),
                $"Backends tried after a failed connect; auto: each eligible one, up to {Limits.DefaultRetriesMax}.",
                p => p.Retries, (p, v) => p with { Retries = v } },
            { "required", new SwitchShape(), "Whether /readyz is good only while this pool has an eligible backend.",
                p => p.Required, (p, v) => p with { Required = v } },
            { Backends, new ListShape<BackendConfig>(
                    BackendKeys.Shape, "a list with at least one backend", nameOf: b => b.Address.ToString()),
                "The backends, at least one of them primary.",
                p => p.Backends, (p, v) => p with { Backends = v }, FieldKind.Required },
        };
}
