namespace L4Balancer.Tests.Systemd;

/// <summary>
/// The Debian archive that this machine's apt is configured for, so that mirrors and proxies of the machine also work
/// for debootstrap. Both formats of sources.list(5): one line per entry, and deb822 stanzas.
/// </summary>
internal static class AptArchive
{
    public const string Default = "http://deb.debian.org/debian";

    /// <summary>Reads <c>/etc/apt</c>.</summary>
    public static string Find()
    {
        var files = Directory.Exists("/etc/apt/sources.list.d") ? Directory.GetFiles("/etc/apt/sources.list.d") : [];
        return files.Append("/etc/apt/sources.list").Where(File.Exists).Order(StringComparer.Ordinal)
            .Select(file => Parse(File.ReadAllText(file))).FirstOrDefault(uri => uri is not null) ?? Default;
    }

    /// <summary>
    /// The first archive with the component <c>main</c> that is not one of security updates; null if there is none.
    /// </summary>
    public static string? Parse(string sources)
    {
        var lines = sources.Split('\n').Where(line => !line.StartsWith('#')).ToArray();
        return lines.Select(FromLine).FirstOrDefault(uri => uri is not null)
            ?? string.Join('\n', lines).Split("\n\n").Select(FromStanza).FirstOrDefault(uri => uri is not null);
    }

    /// <summary><c>deb [options] URI SUITE COMPONENT...</c></summary>
    private static string? FromLine(string line)
    {
        var words = WithoutOptions(line).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is ["deb", var uri, var suite, .. var components] ? Debian(uri, suite, components) : null;
    }

    private static string WithoutOptions(string line)
    {
        var (open, close) = (line.IndexOf('['), line.IndexOf(']'));
        return open > 0 && close > open ? line.Remove(open, close - open + 1) : line;
    }

    private static string? FromStanza(string stanza)
    {
        var uri = Field(stanza, "URIs").FirstOrDefault();
        var suite = Field(stanza, "Suites").FirstOrDefault();
        return uri is null || suite is null ? null : Debian(uri, suite, Field(stanza, "Components"));
    }

    private static string[] Field(string stanza, string name)
    {
        var line = stanza.Split('\n').FirstOrDefault(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase));
        return line?[(name.Length + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
    }

    private static string? Debian(string uri, string suite, IEnumerable<string> components)
    {
        var isDebian = uri.TrimEnd('/').EndsWith("/debian", StringComparison.Ordinal);
        return isDebian && components.Contains("main") && !suite.Contains("security") ? uri : null;
    }
}
