namespace L4Balancer.Core.Config;

/// <summary>Who a probe logs in as.</summary>
public sealed record ProbeLoginConfig
{
    /// <summary>The user; null is the default user of Redis, which has only a password.</summary>
    public string? User { get; init; }

    /// <summary>
    /// The file with the password: a path, or <c>credential:NAME</c> for systemd; null sends none.
    /// </summary>
    public string? PasswordFile { get; init; }

    /// <summary>The database of the session; null is none, or the server's default.</summary>
    public string? Database { get; init; }
}

/// <summary>A query that a probe sends after the login.</summary>
public sealed record ProbeQueryConfig
{
    public required string Sql { get; init; }

    /// <summary>The first column of the first row, as text; null accepts any answer but an error.</summary>
    public string? Expect { get; init; }
}
