namespace L4Balancer.Core.Config;

/// <summary>The admin side: the API, the metrics and the dashboard.</summary>
public sealed record AdminConfig
{
    /// <summary>
    /// At least one. Who may open a unix socket is an operator; a TCP address beyond loopback needs a token.
    /// </summary>
    public required IReadOnlyList<BindAddress> Bind { get; init; }

    /// <summary>The file mode of the unix sockets, 0 to octal 770: other users never have rights.</summary>
    public int SocketMode { get; init; } = 0b110_110_000;

    /// <summary>
    /// Where the token of operators is: a path, or <c>credential:NAME</c> of systemd; null when there is none.
    /// </summary>
    public string? OperatorTokenFile { get; init; }

    /// <summary>The same for those who may only read.</summary>
    public string? ReaderTokenFile { get; init; }

    /// <summary>Null serves plain HTTP.</summary>
    public AdminTlsConfig? Tls { get; init; }

    /// <summary>Names, beside the addresses it is bound to and localhost, that a request may be for.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Whether every value is the same, the entries of the lists included.</summary>
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
