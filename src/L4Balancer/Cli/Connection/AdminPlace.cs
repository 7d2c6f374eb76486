namespace L4Balancer.Cli.Connection;

/// <summary>Which daemon is asked, and how.</summary>
internal sealed record AdminPlace
{
    public required AdminAddress Address { get; init; }

    /// <summary>What named the address, for messages: <c>--admin</c>, <c>admin.bind of FILE</c>.</summary>
    public required string NamedBy { get; init; }

    /// <summary>Null when none was found; a unix socket needs none.</summary>
    public string? Token { get; init; }

    /// <summary>The file with the certificates that are trusted beside those of the system.</summary>
    public string? Ca { get; init; }

    /// <summary>The certificate of the daemon is not looked at.</summary>
    public bool IsInsecure { get; init; }
}
