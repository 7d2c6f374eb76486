namespace L4Balancer.Core.Control;

/// <summary>Why a request was refused; nothing changed.</summary>
/// <param name="Text">For the operator.</param>
public sealed record Refusal(RefusalKind Kind, string Text);

/// <summary>The kinds of <see cref="Refusal"/>, as a caller tells them apart.</summary>
public enum RefusalKind
{
    /// <summary>The request names a pool, a backend or an entry that does not exist.</summary>
    NotFound,

    /// <summary>A number is outside its bounds.</summary>
    OutOfRange,

    /// <summary>The rules do not allow it in the present state.</summary>
    Conflict,

    /// <summary>The generation in force is not the one that the request was made for; it was not handled.</summary>
    Stale,
}
