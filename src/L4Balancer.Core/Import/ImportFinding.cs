namespace L4Balancer.Core.Import;

/// <summary>What an import says of a line of the foreign configuration.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Text">The line or the part that is meant, on one line; empty if the file as a whole is meant.</param>
public sealed record ImportFinding(string File, int Line, string Text, FindingKind Kind, string Message)
{
    /// <summary>The last line that it concerns.</summary>
    public int LastLine { get; init; } = Line;

    /// <summary><c>haproxy.cfg:23: option httplog: not taken over: HTTP only</c>.</summary>
    public override string ToString()
    {
        var text = Text.Length == 0 ? "" : Text + (Kind == FindingKind.Differs ? " -> " : ": ");
        return $"{File}:{Line}: {text}{(Kind == FindingKind.Left ? "not taken over: " : "")}{Message}";
    }
}
