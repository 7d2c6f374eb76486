namespace L4Balancer.Core.Import;

/// <summary>What an import says of a line.</summary>
public enum FindingKind
{
    /// <summary>The file cannot be read further, or the result is not valid; there is no YAML.</summary>
    Error,

    /// <summary>The line, or a part of it, has no place in the result.</summary>
    Left,

    /// <summary>The line was taken over, and means something a little different.</summary>
    Differs,
}
