namespace L4Balancer.Core.Config;

/// <summary>A step of a probe that talks: it sends, or waits for an answer. Exactly one of the four is set.</summary>
public sealed record ProbeStep
{
    /// <summary>Bytes to send.</summary>
    public ProbeBytes? Send { get; init; }

    /// <summary>Bytes that the answer must begin with; further ones belong to the next step.</summary>
    public ProbeBytes? Expect { get; init; }

    /// <summary>Bytes that the answer must contain; what follows them belongs to the next step.</summary>
    public ProbeBytes? Contains { get; init; }

    /// <summary>
    /// A regular expression (.NET, without backtracking) that the answer must match, read as Latin-1; what follows the
    /// match belongs to the next step.
    /// </summary>
    public string? Matches { get; init; }

    /// <summary>For <see cref="Contains"/> and <see cref="Matches"/>: how many bytes are searched, 1 B to 64 KiB.
    /// </summary>
    public int Within { get; init; } = Limits.ProbeBytesMax;
}
