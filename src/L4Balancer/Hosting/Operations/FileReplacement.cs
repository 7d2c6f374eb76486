using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using L4Balancer.Linux;

namespace L4Balancer.Hosting.Operations;

/// <summary>
/// Replaces the content of a file so that every reader finds the old one or the new one, never a part.
/// </summary>
internal static partial class FileReplacement
{
    /// <summary>
    /// A replacement takes milliseconds: a temporary file that is older was left by a process that was killed in it.
    /// </summary>
    private static readonly TimeSpan LeftOverAge = TimeSpan.FromMinutes(10);

    /// <exception cref="IOException">It could not be written, and why; the old content stays.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, for want of rights.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        // Beside the file, for a rename works within one file system only. A name of its own each time: in a container
        // the process number is the same after every restart.
        var temporary = $"{path}.{Guid.NewGuid():N}.new";
        try
        {
            using (var file = new FileStream(temporary, OptionsOf(path)))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            // What root writes must not become root's. Before the mode, which chown(2) may take bits from.
            if (OperatingSystem.IsLinux()) _ = FileOwner.Of(path)?.TryOwn(temporary);

            // Once more: the mask of the process took its part from the mode that it was made with.
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(temporary, File.GetUnixFileMode(path));
            File.Move(temporary, path, overwrite: true);
            RemoveLeftOvers(path);
        }
        catch (Exception e)
        {
            TryRemove(temporary);
            if (OperatingSystem.IsLinux() && HintFor(e, path) is { } hint)
                throw new IOException($"{e.Message}. {hint}", e);
            throw;
        }
    }

    /// <summary>What would help; null when the cause speaks for itself.</summary>
    [SupportedOSPlatform("linux")]
    private static string? HintFor(Exception cause, string path) => cause switch
    {
        // rename(2): a mount point cannot be replaced.
        IOException { HResult: (int)Errno.EBUSY } =>
            "The file is a separate mount, as when a container mounts a single file: mount its directory instead",
        IOException { HResult: (int)Errno.EROFS } or UnauthorizedAccessException =>
            $"The file is replaced as a whole, so its directory must be writable: {FolderOf(path)}",
        _ => null,
    };

    private static void RemoveLeftOvers(string path)
    {
        var (name, now) = (Path.GetFileName(path), File.GetLastWriteTimeUtc(path));
        try
        {
            foreach (var found in Directory.EnumerateFiles(FolderOf(path), "*.new"))
            {
                var other = Path.GetFileName(found);
                var isOurs = other.StartsWith(name, StringComparison.Ordinal)
                    && OursPattern().IsMatch(other.AsSpan(name.Length));
                if (isOurs && now - File.GetLastWriteTimeUtc(found) > LeftOverAge) File.Delete(found);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // They harm nobody: each has a name of its own.
        }
    }

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;

    private static void TryRemove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It was not even made, or the cause that is told stands in the way of this too.
        }
    }

    private static FileStreamOptions OptionsOf(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = File.GetUnixFileMode(path);
        return options;
    }

    [GeneratedRegex(@"^\.[0-9a-f]{32}\.new$", RegexOptions.NonBacktracking)]
    private static partial Regex OursPattern();
}
