using System.Text.Json.Nodes;
using L4Balancer.Core.Config.Rules;
using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config.Keys;

/// <summary>The keys of a listener, including those of a pool for the inline form.</summary>
internal static class ListenerKeys
{
    public const string Bind = "bind";
    public const string Pool = "pool";

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
        foreach (var field in PoolKeys.Shape.Fields)
        {
            shape.Add(field.Lift<ListenerDraft>(
                d => d.Inline ?? PoolKeys.Shape.Blank, (d, p) => d with { Inline = p }, FieldKind.Alias));
        }

        return shape;
    }

    private static void DemandPoolOrBackends(JsonObject schema)
    {
        schema["oneOf"] = new JsonArray(Require(Pool), Require(PoolKeys.Backends));
        var needBackends = new JsonObject();
        foreach (var field in PoolKeys.Shape.Fields)
        {
            if (field.Key != PoolKeys.Backends) needBackends[field.Key] = new JsonArray(PoolKeys.Backends);
        }

        schema["dependentRequired"] = needBackends;
    }

    private static JsonObject Require(string key) => new() { ["required"] = new JsonArray(key) };
}
