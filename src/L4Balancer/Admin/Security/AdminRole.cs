namespace L4Balancer.Admin.Security;

/// <summary>The permissions of a caller; each role includes the previous ones.</summary>
public enum AdminRole
{
    /// <summary>May query health and readiness.</summary>
    None,

    /// <summary>May read everything.</summary>
    Reader,

    /// <summary>May act.</summary>
    Operator,
}

/// <summary>The minimum role of a route.</summary>
internal sealed record NeededRole(AdminRole Role);

/// <summary>The caller, as reported by <c>/v1/whoami</c>.</summary>
/// <param name="Role">The caller's role.</param>
/// <param name="NeedsToken">Whether another token would allow more.</param>
public sealed record Identity(AdminRole Role, bool NeedsToken);
