using Microsoft.Win32.SafeHandles;

namespace L4Balancer.Cli.Output;

/// <summary>The output of a verb for people, and its width.</summary>
internal sealed record Page(TextWriter Writer, Ink Ink, int Width)
{
    /// <summary>The width for a pipe.</summary>
    public const int UsualWidth = 100;

    /// <summary>In less than this, cut columns would be unreadable.</summary>
    private const int WidthMin = 80;

    public static Page OfConsole => Console.IsOutputRedirected
        ? new Page(PipeOrConsole(), Ink.ForConsole, UsualWidth)
        : new Page(Console.Out, Ink.ForConsole, Math.Max(WidthMin, Console.WindowWidth));

    public void Line(string text = "") => Writer.WriteLine(text);

    public void Line(string text, Tone tone) => Writer.WriteLine(Ink.Paint(text, tone));

    public void Table(TextTable table) => table.Write(Writer, Ink, Width);

    /// <summary>
    /// The console ignores write errors on a closed pipe, so that a verb that follows would run forever behind
    /// <c>| head</c>. A file stream reports them.
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
