using System.Globalization;
using L4Balancer.Linux;

namespace L4Balancer.Hosting;

/// <summary>
/// Whether what this process writes goes to the journal, which reads a priority in front of each line.
/// </summary>
public static class JournalOutput
{
    private const int StandardOutput = 1;

    /// <summary>
    /// systemd names the stream that it made, <c>device:inode</c> (systemd.exec(5)). The variable is inherited, so
    /// standard output may be something else by now: a file, or a pipe to another program.
    /// </summary>
    /// <param name="journalStream">The variable JOURNAL_STREAM; null when it is not set.</param>
    public static bool IsStandardOutput(string? journalStream) => Is(journalStream, StandardOutput);

    internal static bool Is(string? journalStream, int descriptor) =>
        OperatingSystem.IsLinux() && FileIdentity.OfDescriptor(descriptor) is { } output
        && journalStream == string.Create(CultureInfo.InvariantCulture, $"{output.Device}:{output.Inode}");
}
