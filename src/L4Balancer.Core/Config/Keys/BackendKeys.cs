using System.Net;
using System.Text.Json.Nodes;
using L4Balancer.Core.Config.Rules;
using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config.Keys;

/// <summary>The keys of one entry of <c>backends</c>.</summary>
internal static class BackendKeys
{
    public const string Address = "address";
    public const string Weight = "weight";
    public const string Addresses = "addresses";
    public const string AddressFamily = "address-family";

    /// <summary>A placeholder until the address is read; never part of an accepted config.</summary>
    private static readonly BackendConfig Blank = new() { Address = BackendAddress.Of(IPAddress.None, 0) };

    public static ObjectShape<BackendConfig> Shape { get; } =
        new("backend", "One backend.", Blank, shorthand: Address, BackendRules.Check, ForbidBackupAndTier)
        {
            { Address, new BackendAddressShape(),
                "The backend's address. A host name stands for every address it resolves to.",
                b => b.Address, (b, v) => b with { Address = v }, FieldKind.Required },
            { Weight, new WholeNumberShape(0, Limits.WeightMax),
                "Share of new sessions, relative to the other backends of its tier; 0: no new sessions.",
                b => b.Weight, (b, v) => b with { Weight = v } },
            { "tier", new WholeNumberShape(0, Limits.TierMax),
                "0 is the primary tier; a higher tier serves when no lower one can.",
                b => b.Tier, (b, v) => b with { Tier = v } },
            { "backup", new SwitchShape(), "true is the same as tier 1.",
                b => b.Tier == 1, (b, v) => b with { Tier = v ? 1 : 0 },
                FieldKind.Alias },
            { "max-connections", new WholeNumberShape(0, Limits.ConnectionsMax),
                "Maximum concurrent sessions; 0 is no limit.",
                b => b.MaxConnections, (b, v) => b with { MaxConnections = v } },
            { Addresses, new WholeNumberShape(0, Limits.AddressesPerNameMax),
                "For a host name that answers with a changing subset: its number of addresses; 0: that of an answer.",
                b => b.Addresses, (b, v) => b with { Addresses = v } },
            { AddressFamily, new ChoiceShape<AddressFamilies>(),
                "For a host name: the address family to use.",
                b => b.AddressFamily, (b, v) => b with { AddressFamily = v } },
        };

    private static void ForbidBackupAndTier(JsonObject schema) =>
        schema["not"] = new JsonObject { ["required"] = new JsonArray("backup", "tier") };
}
