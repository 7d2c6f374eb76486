using System.Security.Cryptography;
using L4Balancer.Core;
using L4Balancer.Core.Config;

namespace L4Balancer.Hosting;

/// <summary>Reads the configuration from a file. `run`, `check` and a reload all come through here.</summary>
public static class ConfigFile
{
    /// <summary>Never fails: a file that cannot be read is an error of the result like any other.</summary>
    public static ConfigResult Load(string path) => LoadWithDigest(path).Result;

    /// <summary>The same, with the digest of what was read; null when it could not be.</summary>
    public static (ConfigResult Result, byte[]? Digest) LoadWithDigest(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var content = ReadAtMost(file, Limits.ConfigBytesMax + 1).Span;
            return (ConfigReader.Read(path, content, OwnAddresses.Read()), DigestOf(content));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            var isAbsent = e is FileNotFoundException or DirectoryNotFoundException;
            var message = isAbsent ? "there is no such file" : e.Message;
            return (new ConfigResult(null, [new ConfigProblem(path, 1, 1, "", message, null)], []), null);
        }
    }

    /// <summary>The digest of a file; null when it cannot be read.</summary>
    public static byte[]? TryDigest(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return DigestOf(ReadAtMost(file, Limits.ConfigBytesMax + 1).Span);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }

    public static byte[] DigestOf(ReadOnlySpan<byte> content) => SHA256.HashData(content);

    /// <summary>
    /// One byte more than the limit is enough to see that it is exceeded, whatever the file claims to be.
    /// </summary>
    private static ReadOnlyMemory<byte> ReadAtMost(Stream stream, int max)
    {
        var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = stream.Read(buffer, 0, (int)Math.Min(buffer.Length, max - content.Length))) > 0)
            content.Write(buffer, 0, read);
        return content.GetBuffer().AsMemory(0, (int)content.Length);
    }
}
