using System.Net;
using L4Balancer.Core.Config.Shapes;

namespace L4Balancer.Core.Config;

/// <summary>
/// Parses a client network. Stricter than the framework, which reads 999 as 0.0.3.231.
/// </summary>
public static class ClientNetwork
{
    /// <summary>One address is the network of itself.</summary>
    /// <param name="problem">The problem, to follow the text in a message; null if it was parsed.</param>
    public static IPNetwork? Parse(string text, out string? problem)
    {
        problem = "is not an IP address or a network such as 10.1.0.0/16";
        var slash = text.IndexOf('/');
        if (AddressOf(slash < 0 ? text : text[..slash]) is not { } ip) return null;
        var bits = ip.GetAddressBytes().Length * 8;
        if (PrefixOf(slash < 0 ? $"{bits}" : text[(slash + 1)..], bits) is not { } prefix) return null;
        var network = NetworkOf(ip, prefix);
        problem = network.BaseAddress.Equals(ip) ? null : $"has bits behind its prefix (did you mean {network}?)";
        return problem is null ? network : null;
    }

    private static IPAddress? AddressOf(string text)
    {
        var isBare = text.Contains(':') && text is not ['[', .., ']'];
        var parsed = AddressText.ParseIp(isBare ? $"[{text}]" : text);
        return parsed.IsGood ? parsed.Value : null;
    }

    private static int? PrefixOf(string text, int max) =>
        DigitText.Parse<byte>(text) is { } bits && bits <= max ? bits : null;

    private static IPNetwork NetworkOf(IPAddress ip, int prefix)
    {
        var bytes = ip.GetAddressBytes();
        for (var bit = prefix; bit < bytes.Length * 8; bit++) bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new IPNetwork(new IPAddress(bytes), prefix);
    }
}
