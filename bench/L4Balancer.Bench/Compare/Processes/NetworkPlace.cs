namespace L4Balancer.Bench.Compare.Processes;

/// <summary>The network that a program runs in: that of this program, or a namespace of its own.</summary>
/// <param name="Enter">What stands before a command that is to run there.</param>
internal sealed record NetworkPlace(IReadOnlyList<string> Enter)
{
    public static NetworkPlace Here { get; } = new([]);

    /// <summary>The namespace of a process; nsenter(1) executes the program in its own place.</summary>
    public static NetworkPlace Of(OwnedProcess process) =>
        new(["nsenter", $"--net=/proc/{process.Id}/ns/net", "--"]);

    /// <summary>The command that runs a command there.</summary>
    public IReadOnlyList<string> Run(IReadOnlyList<string> command) => [.. Enter, .. command];
}
