namespace L4Balancer.Core.Import.Haproxy;

/// <summary>Writes the options of a server that are keys of a backend.</summary>
internal static class ServerOptions
{
    public static void WriteTo(ServerEntry entry, ref int backups, bool hasAllBackups)
    {
        var part = entry.Part;
        if (entry.Options.TryGetValue("weight", out var weight)) part.Set("weight", weight.Value, weight.From);
        if (entry.Options.TryGetValue("disabled", out var disabled)) part.Set("weight", 0, disabled.From);
        if (entry.Options.TryGetValue("maxconn", out var max) && max.Value != "0")
            part.Set("max-connections", max.Value, max.From);
        if (entry.Options.TryGetValue("resolve-prefer", out var prefer))
            part.Set("address-family", prefer.Value == "ipv4" ? "prefer-ipv4" : "prefer-ipv6", prefer.From);
        else if (entry.Options.TryGetValue("resolvers", out var resolvers) && IsName(part))
            part.Set("address-family", "prefer-ipv6", resolvers.From); // The default of HAProxy's own resolver.
        if (!entry.Options.TryGetValue("backup", out var backup)) return;

        // HAProxy uses one backup at a time, in their order, unless all are asked for.
        backups = hasAllBackups ? 1 : Math.Min(backups + 1, Limits.TierMax);
        part.Set("tier", backups, backup.From);
    }

    private static bool IsName(YamlPart part) => part.Find("address")?.Value is { } address
        && Config.BackendAddress.Parse(address, out _)?.HostName is not null;
}
