using System.IO.Pipelines;
using System.Net.Sockets;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// Moves the bytes of one direction: a filling loop reads the source into a pipe, a draining loop writes the pipe to
/// the target. The pipe's threshold is the back-pressure: a full pipe pauses the filling, TCP does the rest. A
/// direction that waits owns no buffer.
/// </summary>
internal sealed class RelayDirection(Socket from, Socket to, bool isUpload, Activity activity, PipeOptions options)
{
    /// <summary>
    /// A read that may complete at once, for ever, would keep its event thread from all other sessions: after this many
    /// bytes it goes to the end of the line.
    /// </summary>
    private const int BytesPerTurn = 256 * 1024;

    /// <summary>One read takes at most this much: the size where a copy of the kernel is still in the cache.</summary>
    private const int ReadSize = 16 * 1024;

    private readonly Pipe _pipe = new(options);
    private DirectionEnd _fillEnd; // Filling loop; read by the draining loop after the pipe is completed.
    private long _bytes;
    private volatile bool _isSending; // Draining loop only writes.
    private volatile bool _hasSourceEnded; // Filling loop only writes.

    /// <summary>Bytes read from the source.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>
    /// True when the kernel has what this direction waits for, so that it only has not come to it yet: the process
    /// stood still, or has too much to do.
    /// </summary>
    public bool IsBehind => _isSending ? to.Poll(0, SelectMode.SelectWrite)
        : !_hasSourceEnded && from.Poll(0, SelectMode.SelectRead);

    /// <summary>Runs both loops and calls <paramref name="ended"/> once, when the draining one knows the end.</summary>
    /// <param name="readable">Completes when the source has something to read; begun before the target was
    /// connected.</param>
    public Task RunAsync(Task readable, Action<RelayDirection, DirectionEnd> ended) =>
        Task.WhenAll(FillAsync(readable), DrainAsync(ended));

    private async Task FillAsync(Task readable)
    {
        try
        {
            await readable;
            _fillEnd = await ReadAllAsync();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            _fillEnd = DirectionEnd.SourceReset;
        }
        finally
        {
            _hasSourceEnded = true;
            await _pipe.Writer.CompleteAsync();
        }
    }

    /// <summary>Ends at the source's FIN, or when the draining loop has given up.</summary>
    private async Task<DirectionEnd> ReadAllAsync()
    {
        var writer = _pipe.Writer;
        var turn = 0;
        while (true)
        {
            var read = await from.ReceiveAsync(writer.GetMemory(ReadSize));
            if (read == 0) return DirectionEnd.Finished;
            _bytes += read;
            activity.NoteReceived(isUpload);
            writer.Advance(read);
            var flush = await writer.FlushAsync();
            if (flush.IsCompleted) return DirectionEnd.TargetGone;

            turn += read;
            if (turn >= BytesPerTurn)
            {
                turn = 0;
                await Task.Yield();
            }

            // Wait with no buffer in hand, so that an idle session costs none.
            await from.ReceiveAsync(Memory<byte>.Empty);
        }
    }

    private async Task DrainAsync(Action<RelayDirection, DirectionEnd> ended)
    {
        DirectionEnd end;
        try
        {
            await WriteAllAsync();
            end = _fillEnd;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            end = DirectionEnd.TargetGone;
        }

        await _pipe.Reader.CompleteAsync();
        ended(this, end);
    }

    private async Task WriteAllAsync()
    {
        var reader = _pipe.Reader;
        while (true)
        {
            // A segment at a time: nothing of the read is kept over the wait, where an idle session would pay for it.
            var read = await reader.ReadAsync();
            var segment = read.Buffer.First;
            var sent = read.Buffer.GetPosition(segment.Length);
            var isLast = read.IsCompleted && segment.Length == read.Buffer.Length;
            if (!segment.IsEmpty)
            {
                _isSending = true;
                await to.SendAsync(segment);
                _isSending = false;
                activity.NoteTaken();
            }

            reader.AdvanceTo(sent);
            if (isLast) return;
        }
    }
}
