using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config.Keys;

/// <summary>The keys of one entry of <c>routes</c>.</summary>
internal static class RouteKeys
{
    public const string Pool = "pool";

    private static readonly RouteConfig Blank = new() { Pool = "" };

    public static ObjectShape<RouteConfig> Shape { get; } =
        new("route", "A pool for clients whose TLS asks for certain names or protocols.", Blank)
        {
            { "sni", new ListShape<string>(
                    new ServerNameShape(), "a name, *. and a name, or a list of them", orSingle: true),
                "Names that the client asks for, exact or *. for all below; omitted: any name, or none.",
                r => r.Sni.Count == 0 ? null : (IReadOnlyList<string>)r.Sni,
                (r, v) => r with { Sni = new ValueList<string>(v) } },
            { "alpn", new ListShape<string>(
                    new TextShape(255, "the name of a protocol such as h2"),
                    "the name of a protocol such as h2, or a list of them", orSingle: true),
                "Protocols, one of which the client offers; omitted: any, or none.",
                r => r.Alpn.Count == 0 ? null : (IReadOnlyList<string>)r.Alpn,
                (r, v) => r with { Alpn = new ValueList<string>(v) } },
            { Pool, new NameShape(), "The name of the pool that serves them.",
                r => r.Pool, (r, v) => r with { Pool = v }, FieldKind.Required },
        };
}
