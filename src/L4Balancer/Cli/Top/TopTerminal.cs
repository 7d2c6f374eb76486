using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;

namespace L4Balancer.Cli.Top;

/// <summary>
/// The terminal in full-screen mode: the alternate screen, without a cursor; a separate thread reads the keys.
/// Disposing restores the terminal, and so does a signal, whose default action would not.
/// </summary>
internal sealed class TopTerminal : IDisposable
{
    private const string Enter = "\e[?1049h\e[?25l\e[?7l";
    private const string Leave = "\e[?7h\e[?25h\e[?1049l";

    private readonly Channel<ConsoleKeyInfo> _keys = Channel.CreateBounded<ConsoleKeyInfo>(64);
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _signals;
    private readonly PosixSignalRegistration? _resize;

    public TopTerminal()
    {
        _signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop),
        ];
        // A default key does nothing but redraw the screen in the terminal's new size. Windows has no such signal;
        // there the next snapshot redraws.
        if (!OperatingSystem.IsWindows())
            _resize = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => _keys.Writer.TryWrite(default));
        Console.Out.Write(Enter);
        Console.Out.Flush();
        // Waiting for a key also keeps the terminal from echoing it, so the thread does nothing else.
        new Thread(ReadKeys) { IsBackground = true, Name = "keys" }.Start();
    }

    /// <summary>Cancelled by a signal.</summary>
    public CancellationToken Stopped => _stop.Token;

    public ChannelReader<ConsoleKeyInfo> Keys => _keys.Reader;

    public static (int Width, int Height) Size =>
        (Math.Max(20, Console.WindowWidth), Math.Max(6, Console.WindowHeight));

    /// <summary>Draws a frame with one write, over the previous one, so that nothing flickers.</summary>
    public static void Show(IReadOnlyList<string> lines)
    {
        var frame = new StringBuilder("\e[H");
        for (var i = 0; i < lines.Count; i++)
            frame.Append(lines[i]).Append("\e[0m\e[K").Append(i == lines.Count - 1 ? "\e[J" : "\r\n");
        Console.Out.Write(frame.ToString());
        Console.Out.Flush();
    }

    public void Dispose()
    {
        Console.Out.Write(Leave);
        Console.Out.Flush();
        foreach (var signal in _signals) signal.Dispose();
        _resize?.Dispose();
        _stop.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        _stop.Cancel();
    }

    private void ReadKeys()
    {
        try
        {
            while (_keys.Writer.WaitToWriteAsync().AsTask().GetAwaiter().GetResult())
                _keys.Writer.TryWrite(Console.ReadKey(intercept: true));
        }
        catch (Exception e)
        {
            // The terminal is gone, and its SIGHUP ends the screen; anything else ends it here.
            _keys.Writer.TryComplete(e is InvalidOperationException or IOException ? null : e);
        }
    }
}
