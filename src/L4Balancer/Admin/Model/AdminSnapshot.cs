namespace L4Balancer.Admin.Model;

/// <summary>The admin side itself.</summary>
public sealed record AdminSnapshot
{
    /// <summary>Requests with a wrong token.</summary>
    public long WrongTokens { get; init; }

    /// <summary>Connections that were refused, or closed to make room for another one.</summary>
    public long TurnedAway { get; init; }
}
