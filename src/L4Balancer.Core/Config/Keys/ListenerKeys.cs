using System.Text.Json.Nodes;
using L4Balancer.Core.Config.Rules;
using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config.Keys;

/// <summary>The keys of a listener, including those of a pool for the inline form.</summary>
internal static class ListenerKeys
{
    public const string Bind = "bind";
    public const string Pool = "pool";
    public const string Routes = "routes";

    /// <summary>
    /// The keys of an inline pool: those of a pool, except where the listener has one of the same name, which then
    /// means the same.
    /// </summary>
    public static IEnumerable<Field<PoolConfig>> OfInlinePool =>
        PoolKeys.Shape.Fields.Where(f => f.Key != PoolKeys.MaxConnections);

    private static readonly ListenerDraft Blank = new(new ListenerConfig { Name = "", Bind = [], Pool = "" }, null);

    public static ObjectShape<ListenerDraft> Shape { get; } = Describe();

    private static ObjectShape<ListenerDraft> Describe()
    {
        var bind = new ListShape<BindAddress>(
            new BindAddressShape(), "an address such as :6379, or a list of addresses", orSingle: true);
        var shape = new ObjectShape<ListenerDraft>(
            "listener", "Addresses that accept client connections for one pool, named or defined inline.",
            Blank, complete: ListenerRules.Complete, schemaRules: DemandPoolOrBackends)
        {
            { Bind, bind, "The address or addresses to listen on.", d => d.Listener.Bind,
                (d, v) => d with { Listener = d.Listener with { Bind = v } }, FieldKind.Required },
            { Pool, new NameShape(), "The name of the pool that serves it.", d => d.Listener.Pool,
                (d, v) => d with { Listener = d.Listener with { Pool = v } }, FieldKind.Conditional },
            { "max-connections", new WholeNumberShape(0, Limits.ConnectionsMax),
                "Maximum concurrent sessions over all addresses of the listener; 0 is no limit.",
                d => d.Listener.MaxConnections,
                (d, v) => d with { Listener = d.Listener with { MaxConnections = v } } },
            { "backlog", new WholeNumberShape(1, 65_535),
                "Connections that the kernel queues until they are accepted; capped at net.core.somaxconn.",
                d => d.Listener.Backlog, (d, v) => d with { Listener = d.Listener with { Backlog = v } } },
        };
        AddArrival(shape);
        foreach (var field in OfInlinePool)
        {
            shape.Add(field.Lift<ListenerDraft>(
                d => d.Inline ?? PoolKeys.Shape.Blank, (d, p) => d with { Inline = p }, FieldKind.Alias));
        }

        return shape;
    }

    /// <summary>What happens between the accept of a client and the pick of its backend.</summary>
    private static void AddArrival(ObjectShape<ListenerDraft> shape)
    {
        Add("accept-proxy", ArrivalKeys.AcceptProxy,
            "The PROXY protocol header that connections begin with; omitted: none.",
            l => l.AcceptProxy, (l, v) => l with { AcceptProxy = v });
        Add("access", ArrivalKeys.Access, "Which clients are served; omitted: all.",
            l => l.Access, (l, v) => l with { Access = v });
        Add("connection-rate", ArrivalKeys.ConnectionRate,
            "New connections over all addresses of the listener; omitted: no limit.",
            l => l.ConnectionRate, (l, v) => l with { ConnectionRate = v });
        Add("per-source", ArrivalKeys.PerSource, "Limits for the clients of one source; omitted: none.",
            l => l.PerSource, (l, v) => l with { PerSource = v });
        Add("rate-limit", ArrivalKeys.RateLimit, "Bytes per second that may be relayed; omitted: no limit.",
            l => l.RateLimit, (l, v) => l with { RateLimit = v });
        Add("connect", new ChoiceShape<ConnectMoment>(),
            "at-once, or on-data: when the client's first bytes have come, for protocols where it speaks first.",
            l => l.Connect, (l, v) => l with { Connect = v });
        Add("first-byte-timeout", DurationShape.Between("100ms", "1h"),
            "With routes or connect: on-data: how long a client may be silent after the accept.",
            l => l.FirstByteTimeout, (l, v) => l with { FirstByteTimeout = v });
        Add("preread-timeout", DurationShape.Between("100ms", "1m"),
            "With routes: how long a client may take from its first byte to the last one that is needed.",
            l => l.PrereadTimeout, (l, v) => l with { PrereadTimeout = v });
        Add("preread-size", new SizeShape(1024, 1024 * 1024), "With routes: the most bytes that are looked at.",
            l => l.PrereadSize, (l, v) => l with { PrereadSize = v });
        Add(Routes, new ListShape<RouteConfig>(RouteKeys.Shape, "a list of routes"),
            "Pools for clients whose TLS asks for certain names or protocols; the first one that fits is used.",
            l => l.Routes.Count == 0 ? null : (IReadOnlyList<RouteConfig>)l.Routes,
            (l, v) => l with { Routes = new ValueList<RouteConfig>(v) });
        Add("on-no-route", new ChoiceShape<NoRouteAction>(),
            "With routes: whether other clients are served by the pool of the listener, or refused.",
            l => l.OnNoRoute, (l, v) => l with { OnNoRoute = v });
        Add("socket", SocketKeys.Listen, "Options of the listening sockets.",
            l => l.ListenSocket, (l, v) => l with { ListenSocket = v });

        void Add<T>(
            string key, Shape<T> value, string doc, Func<ListenerConfig, T?> get,
            Func<ListenerConfig, T, ListenerConfig> set) =>
            shape.Add(key, value, doc, d => get(d.Listener), (d, v) => d with { Listener = set(d.Listener, v) });
    }

    private static void DemandPoolOrBackends(JsonObject schema)
    {
        schema["oneOf"] = new JsonArray(Require(Pool), Require(PoolKeys.Backends));
        var needBackends = new JsonObject();
        foreach (var field in OfInlinePool)
        {
            if (field.Key != PoolKeys.Backends) needBackends[field.Key] = new JsonArray(PoolKeys.Backends);
        }

        schema["dependentRequired"] = needBackends;
    }

    private static JsonObject Require(string key) => new() { ["required"] = new JsonArray(key) };
}
