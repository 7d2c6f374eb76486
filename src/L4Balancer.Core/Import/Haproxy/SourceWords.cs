using System.Net;

namespace L4Balancer.Core.Import.Haproxy;

/// <summary>Translates <c>source</c> of a proxy or a server.</summary>
internal static class SourceWords
{
    /// <param name="words">What follows the keyword.</param>
    /// <returns>Why it is not taken over; null if it is.</returns>
    public static string? Write(YamlPart pool, ReadOnlySpan<string> words, Statement from)
    {
        if (words.IsEmpty) return "it has no address";
        var source = pool["source"];
        var (host, ports) = words[0].StartsWith('[') || words[0].Contains('.', StringComparison.Ordinal)
            ? ForeignAddress.Split(words[0])
            : (words[0], "");
        if (AccessOrder.Parse(host.Trim('[', ']')) is { } address && !host.Contains('/', StringComparison.Ordinal))
        {
            if (!IPAddress.Any.Equals(address.BaseAddress) && !IPAddress.IPv6Any.Equals(address.BaseAddress))
            {
                source.Remove("addresses");
                source["addresses"].AddItem($"{address.BaseAddress}", from);
            }
        }
        else if (host is not ("*" or ""))
        {
            return "it is no IP address";
        }

        if (ports.Contains('-', StringComparison.Ordinal)) source.Set("ports", ports, from);
        else if (ports is not ("" or "0")) return "one source port is not enough for more than one session";
        for (var i = 1; i + 1 < words.Length; i += 2)
        {
            if (words[i] == "interface") source.Set("interface", words[i + 1], from);
            else if (words[i] == "usesrc" && words[i + 1] is "client" or "clientip")
                source.Set("transparent", "true", from);
            else return $"{words[i]} {words[i + 1]} cannot be expressed";
        }

        return null;
    }
}
