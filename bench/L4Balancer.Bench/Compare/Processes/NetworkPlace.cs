namespace L4Balancer.Bench.Compare.Processes;

/// <summary>The network of a program: that of this process, or a separate namespace.</summary>
/// <param name="Enter">The prefix of a command that runs there.</param>
internal sealed record NetworkPlace(IReadOnlyList<string> Enter)
{
    public static NetworkPlace Here { get; } = new([]);

    /// <summary>The namespace of a process; nsenter(1) replaces itself with the program.</summary>
    public static NetworkPlace Of(OwnedProcess process) =>
        new(["nsenter", $"--net=/proc/{process.Id}/ns/net", "--"]);

    /// <summary>The command that runs a command there.</summary>
    public IReadOnlyList<string> Run(IReadOnlyList<string> command) => [.. Enter, .. command];
}
