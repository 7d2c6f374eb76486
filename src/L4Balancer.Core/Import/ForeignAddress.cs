using L4Balancer.Core.Config;

namespace L4Balancer.Core.Import;

/// <summary>Addresses of foreign configurations, in our words.</summary>
internal static class ForeignAddress
{
    /// <summary>The host, with brackets around IPv6, and the text behind the last colon.</summary>
    public static (string Host, string Port) Split(string text)
    {
        if (text.StartsWith('[') && text.EndsWith(']')) return (text, "");
        var colon = text.LastIndexOf(':');
        return colon < 0 ? (text, "") : (Bracket(text[..colon]), text[(colon + 1)..]);
    }

    /// <summary>With brackets around IPv6.</summary>
    public static string Bracket(string host) =>
        host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[') ? $"[{host}]" : host;

    /// <summary>The address as our configuration writes it; null and the problem if it cannot be one.</summary>
    public static string? Backend(string host, string port, out string? problem) =>
        BackendAddress.Parse($"{host}:{port}", out problem)?.ToString();

    public static string? Unix(string path, out string? problem) =>
        BackendAddress.Parse($"unix:{path}", out problem)?.ToString();

    public static string? Bind(string text, out string? problem) =>
        BindAddress.Parse(text, out problem)?.ToString();
}
