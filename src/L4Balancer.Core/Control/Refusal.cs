namespace L4Balancer.Core.Control;

/// <summary>Why a request was refused; nothing changed.</summary>
/// <param name="Text">For the operator.</param>
public sealed record Refusal(RefusalKind Kind, string Text);

/// <summary>The kinds of <see cref="Refusal"/> that a caller can distinguish.</summary>
public enum RefusalKind
{
    /// <summary>The request names a pool, a backend or an entry that does not exist.</summary>
    NotFound,

    /// <summary>A number is outside its bounds.</summary>
    OutOfRange,

    /// <summary>The rules do not allow it in the present state.</summary>
    Conflict,

    /// <summary>The request was made for a generation that is no longer in force; it was not handled.</summary>
    Stale,
}
