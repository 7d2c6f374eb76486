using System.Globalization;
using L4Balancer.Linux;

namespace L4Balancer.Hosting;

/// <summary>
/// Whether the output of this process goes to the journal, which reads a priority prefix on each line.
/// </summary>
public static class JournalOutput
{
    private const int StandardOutput = 1;

    /// <summary>
    /// systemd identifies the stream that it created as <c>device:inode</c> (systemd.exec(5)). The variable is
    /// inherited, so standard output may be something else by now: a file, or a pipe to another program.
    /// </summary>
    /// <param name="journalStream">The environment variable JOURNAL_STREAM; null if not set.</param>
    public static bool IsStandardOutput(string? journalStream) => Is(journalStream, StandardOutput);

    internal static bool Is(string? journalStream, int descriptor) =>
        OperatingSystem.IsLinux() && FileIdentity.OfDescriptor(descriptor) is { } output
        && journalStream == string.Create(CultureInfo.InvariantCulture, $"{output.Device}:{output.Inode}");
}
