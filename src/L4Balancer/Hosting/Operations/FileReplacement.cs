using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using L4Balancer.Linux;

namespace L4Balancer.Hosting.Operations;

/// <summary>
/// Replaces the content of a file so that every reader sees either the old or the new one, never a part.
/// </summary>
internal static partial class FileReplacement
{
    /// <summary>
    /// A replacement takes milliseconds: an older temporary file was left by a process that was killed meanwhile.
    /// </summary>
    private static readonly TimeSpan LeftOverAge = TimeSpan.FromMinutes(10);

    /// <exception cref="IOException">It could not be written, with the reason; the old content stays.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise, for lack of permission.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        // Next to the file, because a rename works only within one file system. A unique name each time: in a container
        // the process id is the same after every restart.
        var temporary = $"{path}.{Guid.NewGuid():N}.new";
        try
        {
            using (var file = new FileStream(temporary, OptionsOf(path)))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            // A file that root rewrites must keep its owner. Before the mode, because chown(2) may clear bits of it.
            if (OperatingSystem.IsLinux()) _ = FileOwner.Of(path)?.TryOwn(temporary);

            // Again: the umask was applied to the mode with which the file was created.
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

    /// <summary>A hint; null if the cause speaks for itself.</summary>
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
            // They do no harm: each has a unique name.
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
            // It was never created, or the reported cause prevents this too.
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
