using System.IO.Pipelines;
using System.Net.Sockets;
using L4Balancer.DataPlane.Rates;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Sockets;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// Moves the bytes of one direction: a filling loop reads the source into a pipe, a draining loop writes the pipe to
/// the target. The pipe's threshold is the back-pressure: a full pipe pauses the filling, and TCP does the rest. A
/// waiting direction owns no buffer. Both loops can be stopped at any moment without losing a byte.
/// </summary>
internal sealed partial class RelayDirection(
    Socket from, Socket to, bool isUpload, Activity activity, Pipe pipe, RelayWatch? watch, DirectionRate? rate)
{
    /// <summary>
    /// Reads that always complete immediately would keep their event thread from all other sessions: after this many
    /// bytes the loop yields to them.
    /// </summary>
    private const int BytesPerTurn = 256 * 1024;

    /// <summary>The most that one read takes: the size at which the kernel's copy is still in the cache.</summary>
    private const int ReadSize = 16 * 1024;

    private DirectionEnd _fillEnd; // Filling loop; read by the draining loop after the pipe is completed.
    private long _bytes; // Filling loop.
    private long _sent; // Draining loop.
    private volatile bool _isSending; // Written by the draining loop only.
    private volatile bool _hasSourceEnded; // Written by the filling loop only.
    private volatile bool _isThrottled; // Written by the filling loop only.

    /// <summary>Bytes read from the source.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Bytes that the target's socket has accepted.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>True while bytes that were read have not been passed on.</summary>
    public bool HoldsBytes => Bytes + _uncounted != Sent;

    /// <summary>True while nothing is read because the tokens of its rate limit are spent.</summary>
    public bool IsThrottled => _isThrottled;

    /// <summary>True once every byte was passed on, or the target is gone. Written by the draining loop.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>
    /// True if the kernel is ready for this direction, which just has not got to it yet: the process was paused, or is
    /// overloaded.
    /// </summary>
    public bool IsBehind => _isSending ? to.Poll(0, SelectMode.SelectWrite)
        : !_hasSourceEnded && from.Poll(0, SelectMode.SelectRead);

    /// <summary>
    /// Runs both loops, and calls <paramref name="ended"/> once when the draining loop knows the end.
    /// </summary>
    /// <param name="readable">Completes when the source has something to read, or is cancelled because the session
    /// ends; started before the target was connected.</param>
    /// <param name="stop">Stops both loops where they are, without an end of the direction.</param>
    public Task RunAsync(Task readable, Action<RelayDirection, DirectionEnd> ended, CancellationToken stop) =>
        IsEnded ? Task.CompletedTask : Task.WhenAll(FillAsync(readable, stop), DrainAsync(ended, stop));

    private async Task FillAsync(Task readable, CancellationToken stop)
    {
        var isStopped = false;
        try
        {
            if (!_hasSourceEnded)
            {
                await readable.WaitAsync(stop);
                _fillEnd = await ReadAllAsync(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            isStopped = true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            _fillEnd = IsOfDead(e) ? DirectionEnd.SourceDead : DirectionEnd.SourceReset;
        }
        finally
        {
            if (!isStopped)
            {
                _hasSourceEnded = true;
                await pipe.Writer.CompleteAsync();
            }
        }
    }

    /// <summary>Ends at the source's FIN, or once the draining loop has given up.</summary>
    private async Task<DirectionEnd> ReadAllAsync(CancellationToken stop)
    {
        var writer = pipe.Writer;
        var turn = 0;
        while (true)
        {
            var most = rate is null ? int.MaxValue : await TokensAsync(rate, stop);
            if (most == 0) return DirectionEnd.SourceReset; // As a read of the socket, which is being closed.
            var room = writer.GetMemory(ReadSize);
            if (room.Length > most) room = room[..most];
            var read = await from.ReceiveAsync(room, stop);
            rate?.Spend(read);
            if (read < room.Length) rate?.Rest();
            if (read == 0) return DirectionEnd.Finished;
            _bytes += read;
            activity.NoteBytes(isUpload);
            if (!isUpload) activity.SampleIfDue(from);
            writer.Advance(read);
            if (watch is not null && watch.IsMisdirected(isUpload, room.Span[..read])) await watch.StopAsync(stop);

            // From here on the bytes are the pipe's, even if this wait is stopped: TakeOut finds them.
            var flush = await writer.FlushAsync(stop);
            if (flush.IsCompleted) return DirectionEnd.TargetGone;
            turn += read;
            if (turn >= BytesPerTurn)
            {
                turn = 0;
                await Task.Yield();
            }

            // Wait without a buffer, so that an idle session costs none.
            await from.ReceiveAsync(Memory<byte>.Empty, stop);
        }
    }

    private async Task DrainAsync(Action<RelayDirection, DirectionEnd> ended, CancellationToken stop)
    {
        DirectionEnd end;
        try
        {
            await SendFirstAsync(stop);
            while (!await PassOnAsync(await pipe.Reader.ReadAsync(stop), stop))
            {
            }

            end = _fillEnd;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            end = IsOfDead(e) ? DirectionEnd.TargetDead : DirectionEnd.TargetGone;
        }

        await pipe.Reader.CompleteAsync();
        IsEnded = true;
        ended(this, end);
    }

    private static bool IsOfDead(Exception e) =>
        e is SocketException { SocketErrorCode: var error } && PeerErrors.IsOfDead(error);

    /// <summary>
    /// Sends at most one segment of the bytes read. A separate method, so that nothing of the read is kept during the
    /// wait for the next one, where an idle session would pay for it.
    /// </summary>
    /// <returns>True if it was the last.</returns>
    private async ValueTask<bool> PassOnAsync(ReadResult read, CancellationToken stop)
    {
        var segment = read.Buffer.First;
        var sent = 0;
        try
        {
            if (!segment.IsEmpty) sent = await SendSomeAsync(segment, stop);
            return read.IsCompleted && sent == read.Buffer.Length;
        }
        finally
        {
            pipe.Reader.AdvanceTo(read.Buffer.GetPosition(sent));
        }
    }

    /// <summary>
    /// Sends as much as the target accepts now, or waits until it accepts something. It waits with a single byte: a
    /// stopped send does not report how much of it was sent, but a single byte was not.
    /// </summary>
    private async ValueTask<int> SendSomeAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        var sent = to.Send(bytes.Span, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
        {
            _isSending = true;
            sent = await to.SendAsync(bytes[..1], stop);
            _isSending = false;
        }
        else if (error != SocketError.Success)
        {
            throw new SocketException((int)error);
        }

        activity.NoteTaken();
        Volatile.Write(ref _sent, _sent + sent);
        return sent;
    }
}
