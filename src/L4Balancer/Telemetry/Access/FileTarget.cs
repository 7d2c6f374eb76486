using Microsoft.Win32.SafeHandles;

namespace L4Balancer.Telemetry.Access;

/// <summary>
/// A file that is appended to, with one write per batch; a partly written batch is truncated again, so that
/// every line of the file is complete.
/// </summary>
/// <param name="open">Opens the file for appending, and creates it if missing.</param>
internal sealed class FileTarget(string path, Func<string, SafeFileHandle> open) : ILogTarget
{
    /// <summary>The addresses of clients are not for all users.</summary>
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    private SafeFileHandle? _file;

    public string Name => path;

    /// <summary>
    /// The portable way to open it. It writes at the end that it last saw; with O_APPEND the kernel
    /// finds the end, even with other writers.
    /// </summary>
    public static SafeFileHandle Open(string path) =>
        File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);

    public int Write(ReadOnlySpan<byte> lines, int count, DateTimeOffset at, out string? failure)
    {
        try
        {
            _file ??= OpenWithMode();
            Append(_file, lines);
            failure = null;
            return count;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            Reopen();
            failure = e.Message;
            return 0;
        }
    }

    public void Reopen()
    {
        _file?.Dispose();
        _file = null;
    }

    public void Dispose() => Reopen();

    private static void Append(SafeFileHandle file, ReadOnlySpan<byte> lines)
    {
        var end = RandomAccess.GetLength(file);
        try
        {
            RandomAccess.Write(file, lines, end);
        }
        catch (IOException)
        {
            CutOff(file, end);
            throw;
        }
    }

    private static void CutOff(SafeFileHandle file, long end)
    {
        try
        {
            RandomAccess.SetLength(file, end);
        }
        catch (IOException)
        {
            // The line stays incomplete; the write error is already reported.
        }
    }

    private SafeFileHandle OpenWithMode()
    {
        var isNew = !File.Exists(path);
        var file = open(path);

        // Regardless of the umask of the service.
        if (isNew && !OperatingSystem.IsWindows()) File.SetUnixFileMode(file, Mode);
        return file;
    }
}
