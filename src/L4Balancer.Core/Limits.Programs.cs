namespace L4Balancer.Core;

/// <content>The bounds of programs that the daemon runs.</content>
public static partial class Limits
{
    /// <summary>Bytes of a program's output, or of the answer of a URL, that are kept: a few lines of an error.
    /// </summary>
    public const int ProgramOutputMax = 2048;

    /// <summary>Characters of the line of output that a command probe gives as the cause of its outcome.</summary>
    public const int ProgramLineMax = 120;

    /// <summary>
    /// How long the output of a killed run is still read: it is there already, unless a process left the group.
    /// </summary>
    public static readonly TimeSpan ProgramOutputPatience = TimeSpan.FromSeconds(1);
}
