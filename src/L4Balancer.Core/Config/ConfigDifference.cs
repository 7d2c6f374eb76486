namespace L4Balancer.Core.Config;

/// <summary>One difference between two configs. Secrets are hidden, but still compared.</summary>
/// <param name="Path">The path of keys; a backend is identified by its address.</param>
/// <param name="Before">The old value, or the settings of the whole part on one line; null if there was none.</param>
/// <param name="After">The new one; null if there is none.</param>
public sealed record ConfigDifference(string Path, string? Before, string? After);
