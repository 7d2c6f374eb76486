using Microsoft.Win32.SafeHandles;

namespace L4Balancer.Cli.Output;

/// <summary>Where a verb writes for people, and how wide.</summary>
internal sealed record Page(TextWriter Writer, Ink Ink, int Width)
{
    /// <summary>What a pipe gets, and a wide enough terminal.</summary>
    public const int UsualWidth = 100;

    /// <summary>Narrower than this, cut columns would say nothing.</summary>
    private const int WidthMin = 80;

    public static Page OfConsole => Console.IsOutputRedirected
        ? new Page(PipeOrConsole(), Ink.ForConsole, UsualWidth)
        : new Page(Console.Out, Ink.ForConsole, Math.Max(WidthMin, Console.WindowWidth));

    public void Line(string text = "") => Writer.WriteLine(text);

    public void Line(string text, Tone tone) => Writer.WriteLine(Ink.Paint(text, tone));

    public void Table(TextTable table) => table.Write(Writer, Ink, Width);

    /// <summary>
    /// The console takes what it writes to a pipe for written when nobody reads that any more, so that a verb that goes
    /// on would go on for ever behind a <c>| head</c>. A file stream says it.
    /// </summary>
    private static TextWriter PipeOrConsole()
    {
        if (OperatingSystem.IsWindows()) return Console.Out;
        const int StandardOutput = 1;
        var stream = new FileStream(
            new SafeFileHandle(StandardOutput, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? Console.Out : new StreamWriter(stream) { AutoFlush = true };
    }
}
