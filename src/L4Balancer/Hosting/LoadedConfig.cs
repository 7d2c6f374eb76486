using L4Balancer.Core.Config;

namespace L4Balancer.Hosting;

/// <summary>A config file, read once: its meaning, and the digest of its bytes.</summary>
/// <param name="Path">The path it was read from.</param>
/// <param name="Result">The configuration or its errors.</param>
/// <param name="Digest">SHA-256 of the bytes; null if they could not be read.</param>
public sealed record LoadedConfig(string Path, ConfigResult Result, byte[]? Digest)
{
    /// <summary>The bytes; empty if they could not be read.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }
}
