namespace L4Balancer.Core.Config;

/// <summary>A name of a route: exact, or <c>*.</c> and a domain for every name below it, however far.</summary>
public static class RoutedName
{
    private const string Wildcard = "*.";

    public static bool IsWildcard(string name) => name.StartsWith(Wildcard, StringComparison.Ordinal);

    /// <summary>
    /// The name that a client would send, or the domain: without a dot at the end, which TLS does not have (RFC 6066).
    /// </summary>
    public static string KeyOf(string name) => (IsWildcard(name) ? name[Wildcard.Length..] : name).TrimEnd('.');
}
