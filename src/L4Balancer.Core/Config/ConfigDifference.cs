namespace L4Balancer.Core.Config;

/// <summary>One difference between two configs. Secrets are hidden, but differ all the same.</summary>
/// <param name="Path">The keys that lead there; a backend is told by its address.</param>
/// <param name="Before">The value, or what was set in the whole part on one line; null when there was nothing.</param>
/// <param name="After">The same afterwards; null when there is nothing any more.</param>
public sealed record ConfigDifference(string Path, string? Before, string? After);
