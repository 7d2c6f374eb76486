namespace L4Balancer.Core.Config;

/// <summary>The admin side: the API, the metrics and the dashboard.</summary>
public sealed record AdminConfig
{
    /// <summary>
    /// At least one. Anyone who can open a unix socket is an operator; a non-loopback TCP address needs a token.
    /// </summary>
    public required IReadOnlyList<BindAddress> Bind { get; init; }

    /// <summary>The file mode of the unix sockets, 0 to octal 770: other users never have access.</summary>
    public int SocketMode { get; init; } = 0b110_110_000;

    /// <summary>
    /// The file with the operators' token: a path, or <c>credential:NAME</c> for systemd; null if there is none.
    /// </summary>
    public string? OperatorTokenFile { get; init; }

    /// <summary>The same for read-only access.</summary>
    public string? ReaderTokenFile { get; init; }

    /// <summary>Null serves plain HTTP.</summary>
    public AdminTlsConfig? Tls { get; init; }

    /// <summary>Host names accepted in requests, besides the bound addresses and localhost.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Whether all values are equal, including the contents of lists.</summary>
    public bool IsSame(AdminConfig other) =>
        this with { Bind = other.Bind, Hosts = other.Hosts } == other
        && Bind.SequenceEqual(other.Bind) && Hosts.SequenceEqual(other.Hosts, StringComparer.Ordinal);
}

/// <summary>TLS of the admin side; both are PEM files.</summary>
public sealed record AdminTlsConfig
{
    public required string Certificate { get; init; }

    public required string Key { get; init; }
}
