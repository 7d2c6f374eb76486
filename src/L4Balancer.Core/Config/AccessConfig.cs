using System.Net;

namespace L4Balancer.Core.Config;

/// <summary>
/// Which clients a listener serves. The longest network that contains the client decides; a client in none is served
/// unless there is a list of allowed ones.
/// </summary>
public sealed record AccessConfig
{
    public ValueList<IPNetwork> Allow { get; init; } = ValueList<IPNetwork>.Empty;

    public ValueList<IPNetwork> Deny { get; init; } = ValueList<IPNetwork>.Empty;

    /// <summary>A file with further allowed networks, one per line; read again with every reload.</summary>
    public string? AllowFile { get; init; }

    /// <summary>A file with further denied networks, one per line; read again with every reload.</summary>
    public string? DenyFile { get; init; }

    public OnDenyAction OnDeny { get; init; } = OnDenyAction.Reset;
}

/// <summary>What a client that is not served sees.</summary>
public enum OnDenyAction
{
    /// <summary>A reset.</summary>
    Reset,

    /// <summary>An orderly end.</summary>
    Close,

    /// <summary>
    /// Nothing, for a while: the connection stays open without an answer, for as long and for as many as the limits
    /// permit.
    /// </summary>
    Silent,
}
