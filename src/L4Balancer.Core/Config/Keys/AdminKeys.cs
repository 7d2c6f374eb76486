using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config.Keys;

/// <summary>The keys of <c>admin</c>.</summary>
internal static class AdminKeys
{
    private static readonly AdminConfig Blank = new() { Bind = BindAddress.DualStack(0) };

    public static ObjectShape<AdminConfig> Shape { get; } = new("admin", "The admin side.", Blank)
    {
        { "bind", new BindAddressShape(), "Where it listens.",
            a => a.Bind, (a, v) => a with { Bind = v }, FieldKind.Required },
    };
}
