namespace L4Balancer.Cli.Connection;

/// <summary>The daemon to talk to, and how.</summary>
internal sealed record AdminPlace
{
    public required AdminAddress Address { get; init; }

    /// <summary>The source of the address, for messages: <c>--admin</c>, <c>admin.bind of FILE</c>.</summary>
    public required string NamedBy { get; init; }

    /// <summary>Null if none was found; a unix socket needs none.</summary>
    public string? Token { get; init; }

    /// <summary>A file of trusted CA certificates, used instead of the system's.</summary>
    public string? Ca { get; init; }

    /// <summary>Whether the daemon's certificate is not verified.</summary>
    public bool IsInsecure { get; init; }
}
