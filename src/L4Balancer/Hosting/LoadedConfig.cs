using L4Balancer.Core.Config;

namespace L4Balancer.Hosting;

/// <summary>A config file as it was read, once: what its bytes mean, and their digest.</summary>
/// <param name="Path">Where it was read from.</param>
/// <param name="Result">What it means.</param>
/// <param name="Digest">SHA-256 of the bytes; null when they could not be read.</param>
public sealed record LoadedConfig(string Path, ConfigResult Result, byte[]? Digest);
