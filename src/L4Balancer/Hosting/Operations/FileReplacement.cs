using L4Balancer.Linux;

namespace L4Balancer.Hosting.Operations;

/// <summary>
/// Replaces the content of a file so that every reader finds the old one or the new one, never a part.
/// </summary>
internal static class FileReplacement
{
    /// <exception cref="IOException">It could not be written; the old content stays.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, for want of rights.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        // Beside the file, for a rename works within one file system only.
        var temporary = $"{path}.{Environment.ProcessId}.new";
        using var file = new FileStream(temporary, OptionsOf(path));
        try
        {
            file.Write(content);
            file.Flush(flushToDisk: true);

            // What root writes must not become root's. Before the mode, which chown(2) may take bits from.
            if (OperatingSystem.IsLinux()) _ = FileOwner.Of(path)?.TryOwn(temporary);

            // Once more: the mask of the process took its part from the mode that it was made with.
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(temporary, File.GetUnixFileMode(path));
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static FileStreamOptions OptionsOf(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = File.GetUnixFileMode(path);
        return options;
    }
}
