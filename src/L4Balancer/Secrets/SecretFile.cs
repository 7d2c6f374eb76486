namespace L4Balancer.Secrets;

/// <summary>A file that only the daemon should be able to read.</summary>
internal static class SecretFile
{
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Reads a secret.</summary>
    /// <param name="source">See <see cref="SecretSource"/>.</param>
    /// <param name="kind">What it is, for messages: <c>token</c>, <c>password</c>.</param>
    /// <param name="max">A longer file is an error.</param>
    /// <param name="onOpenFile">Called for a file that other users can read, with its mode.</param>
    /// <exception cref="SecretException">It cannot be read, or is too long.</exception>
    public static byte[] Read(string source, string kind, int max, Action<string, string> onOpenFile)
    {
        var path = SecretSource.PathOf(source);
        try
        {
            // Only for a regular file: systemd itself sets the mode of its credentials.
            if (!SecretSource.IsCredential(source)) WarnWhenOpen(path, onOpenFile);
            using var file = File.OpenRead(path);
            Span<byte> buffer = new byte[max + 1];
            var length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return length <= max
                ? buffer[..length].ToArray()
                : throw new SecretException($"the {kind} file {source} is longer than {max} bytes");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SecretException($"the {kind} file {source} cannot be read: {e.Message}");
        }
    }

    /// <param name="onOpenFile">Called for a file that other users can read or write, with its mode.</param>
    /// <exception cref="IOException">The file does not exist.</exception>
    public static void WarnWhenOpen(string path, Action<string, string> onOpenFile)
    {
        if (OperatingSystem.IsWindows()) return;
        var mode = File.GetUnixFileMode(path);
        if ((mode & Others) != UnixFileMode.None) onOpenFile(path, Convert.ToString((int)mode, 8).PadLeft(4, '0'));
    }
}
