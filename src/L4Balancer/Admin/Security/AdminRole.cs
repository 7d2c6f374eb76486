namespace L4Balancer.Admin.Security;

/// <summary>What a caller may do; each role includes those before it.</summary>
public enum AdminRole
{
    /// <summary>Ask whether the balancer is healthy and ready.</summary>
    None,

    /// <summary>See everything.</summary>
    Reader,

    /// <summary>Act.</summary>
    Operator,
}

/// <summary>The least role that a route asks for.</summary>
internal sealed record NeededRole(AdminRole Role);

/// <summary>Who asks, as <c>/v1/whoami</c> tells it.</summary>
/// <param name="Role">What the caller may do.</param>
/// <param name="NeedsToken">More could be done with another token.</param>
public sealed record Identity(AdminRole Role, bool NeedsToken);
