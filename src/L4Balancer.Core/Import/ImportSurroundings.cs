namespace L4Balancer.Core.Import;

/// <summary>What a foreign configuration refers to outside of itself.</summary>
/// <param name="Environment">The value of an environment variable; null if it is not set.</param>
/// <param name="Include">The files for a name with wildcards, in order; null or empty if there are none.</param>
public sealed record ImportSurroundings(
    Func<string, string?> Environment,
    Func<string, IReadOnlyList<(string Name, ReadOnlyMemory<byte> Content)>?> Include)
{
    /// <summary>No variable is set, and nothing can be included.</summary>
    public static ImportSurroundings None { get; } = new(_ => null, _ => null);
}
