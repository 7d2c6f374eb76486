namespace L4Balancer.Admin.Security;

/// <summary>A file that only the daemon should be able to read.</summary>
internal static class SecretFile
{
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <param name="onOpenFile">Called for a file that other users can read or write, with its mode.</param>
    /// <exception cref="IOException">The file does not exist.</exception>
    public static void WarnWhenOpen(string path, Action<string, string> onOpenFile)
    {
        if (OperatingSystem.IsWindows()) return;
        var mode = File.GetUnixFileMode(path);
        if ((mode & Others) != UnixFileMode.None) onOpenFile(path, Convert.ToString((int)mode, 8).PadLeft(4, '0'));
    }
}
