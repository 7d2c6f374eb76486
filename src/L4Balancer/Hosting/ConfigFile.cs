using System.Security.Cryptography;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Health;
using L4Balancer.Probes;
using L4Balancer.Sockets;

namespace L4Balancer.Hosting;

/// <summary>Reads the configuration from a file. `run`, `check` and reloads all use this.</summary>
public static class ConfigFile
{
    /// <summary>Loads a file; like <see cref="Read"/> it never fails.</summary>
    public static ConfigResult Load(string path) => Read(path).Result;

    /// <summary>
    /// Opens and reads the file once. Never fails: a file that cannot be read is an error of the result like any other.
    /// </summary>
    public static LoadedConfig Read(string path)
    {
        return ReadContent(path, out var problem) is { } content
            ? Of(path, content.Span)
            : new LoadedConfig(path, new ConfigResult(null, [problem!], []), null);
    }

    /// <summary>
    /// Opens and reads a file in YAML once, up to a byte more than is accepted; null and the problem if it cannot be
    /// read.
    /// </summary>
    public static ReadOnlyMemory<byte>? ReadContent(string path, out ConfigProblem? problem)
    {
        problem = null;
        try
        {
            using var file = File.OpenRead(path);
            return ReadAtMost(file, Limits.ConfigBytesMax + 1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            var isAbsent = e is FileNotFoundException or DirectoryNotFoundException;
            problem = new ConfigProblem(path, 1, 1, "", isAbsent ? "there is no such file" : e.Message, null);
            return null;
        }
    }

    /// <summary>Reads a stream once, up to a byte more than is accepted.</summary>
    public static ReadOnlyMemory<byte> ReadContent(Stream stream) => ReadAtMost(stream, Limits.ConfigBytesMax + 1);

    /// <summary>Loads a file with this content.</summary>
    public static LoadedConfig Of(string path, ReadOnlySpan<byte> content) =>
        new(
            path,
            ConfigReader.Read(path, content, OwnAddresses.Read(), WhyNotProbed, KernelSettings.Read()),
            DigestOf(content))
        {
            Content = content.ToArray(),
        };

    private static string? WhyNotProbed(HealthConfig health) => ProbeRunners.WhyNot(ProbeSpec.Of(health));

    public static byte[] DigestOf(ReadOnlySpan<byte> content) => SHA256.HashData(content);

    /// <summary>
    /// One byte more than the limit is enough to see that it is exceeded, whatever the file claims to be.
    /// </summary>
    internal static ReadOnlyMemory<byte> ReadAtMost(Stream stream, int max)
    {
        var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = stream.Read(buffer, 0, (int)Math.Min(buffer.Length, max - content.Length))) > 0)
            content.Write(buffer, 0, read);
        return content.GetBuffer().AsMemory(0, (int)content.Length);
    }
}
