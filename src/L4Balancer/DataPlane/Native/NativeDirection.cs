using System.Runtime.Versioning;
using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Linux;
using L4Balancer.Linux.Sockets;
using L4Balancer.Linux.Splice;

namespace L4Balancer.DataPlane.Native;

/// <summary>How a turn of a direction ended.</summary>
internal enum PumpEnd
{
    /// <summary>Nothing more to do until an event comes.</summary>
    Wait,

    /// <summary>There is more to do, but the turn is used up.</summary>
    TurnOver,

    /// <summary>The source ended in order, and every byte was passed on.</summary>
    Finished,

    /// <summary>The source is gone, and every byte from before it was passed on.</summary>
    SourceReset,

    /// <summary>The target takes nothing more.</summary>
    TargetGone,
}

/// <summary>
/// One direction of a session: moves bytes from one socket to the other, by copy or by splice. What the target does not
/// take is kept, in a buffer or in a pipe, and nothing is read before it is gone: that is the back-pressure, TCP does
/// the rest. A direction that waits for its source owns neither. A mutable value that lives in its session.
/// </summary>
/// <remarks>
/// Events are edges, told once, so <see cref="NoteReadable"/> remembers that there may be something to read until a
/// read has shown that there is not: EAGAIN, or a copy shorter than the buffer. The short copy is no proof after a FIN
/// or an error, which would not be told again, nor where urgent data or a unix socket cut a read short: then the source
/// is read to its end.
/// </remarks>
[SupportedOSPlatform("linux")]
internal struct NativeDirection
{
    /// <summary>
    /// After so many bytes the others have their turn, so that no session waits long for one that could go on for ever.
    /// </summary>
    private const int BytesPerTurn = 512 * 1024;

    private byte[]? _stash;
    private KernelPipe? _pipe;
    private int _stashStart;
    private int _stashEnd;
    private BulkGauge _gauge;
    private bool _isUpload;
    private bool _isReadable;
    private bool _mustReadToEnd;

    /// <summary>Bytes read from the source.</summary>
    public long Bytes { get; private set; }

    /// <summary>True once the source has ended and every byte was passed on, or the target was gone.</summary>
    public bool IsEnded { get; private set; }

    public readonly bool HoldsBytes => _stash is not null || _pipe is not null;

    /// <summary>There is work without another event.</summary>
    public readonly bool IsReady => _isReadable && !IsEnded;

    public void Reset(RelayKind kind, bool isUpload, bool isUnix)
    {
        this = default;
        _isUpload = isUpload;
        _gauge = new BulkGauge(kind);
        _mustReadToEnd = isUnix;
    }

    /// <summary>The source may have something.</summary>
    /// <param name="mustReadToEnd">A short read proves nothing from now on.</param>
    public void NoteReadable(bool mustReadToEnd)
    {
        _isReadable = true;
        _mustReadToEnd |= mustReadToEnd;
    }

    /// <summary>
    /// Urgent data is there: a splice would stop before it for ever, where a read passes over it. From now on this
    /// direction is copied.
    /// </summary>
    public void NoteUrgent() => _gauge = new BulkGauge(RelayKind.Copy);

    /// <summary>Moves what can be moved in a turn.</summary>
    public PumpEnd Pump(int source, int target, RelayTools tools, ref LastMove moved)
    {
        var turnEnd = Bytes + BytesPerTurn;
        var end = HoldsBytes ? DrainHeld(target, tools, ref moved) : PumpEnd.TurnOver;
        while (end == PumpEnd.TurnOver)
        {
            if (!_isReadable) return PumpEnd.Wait;
            if (Bytes >= turnEnd) return PumpEnd.TurnOver;
            end = _gauge.IsBulk && TrySplice(source, target, tools, ref moved, out var spliced)
                ? spliced
                : Copy(source, target, tools, ref moved);
        }

        if (end != PumpEnd.Wait) End(tools);
        return end;
    }

    /// <summary>Gives back what it holds; nothing moves any more.</summary>
    public void End(RelayTools tools)
    {
        IsEnded = true;
        if (_stash is not null) tools.Return(_stash);
        if (_pipe is not null) tools.Return(_pipe);
        (_stash, _pipe) = (null, null);
    }

    /// <returns>TurnOver when the next read may come.</returns>
    private PumpEnd Copy(int source, int target, RelayTools tools, ref LastMove moved)
    {
        var received = StreamSockets.Receive(source, tools.Buffer);
        if (received.Value <= 0) return SourceEnd(received);
        var count = received.Count;
        Bytes += count;
        moved = new LastMove(tools.Now, _isUpload);
        _gauge.Count(count);
        if (count < tools.Buffer.Length && !_mustReadToEnd) _isReadable = false;

        var sent = StreamSockets.Send(target, tools.Buffer.AsSpan(0, count));
        if (sent.Value == count) return PumpEnd.TurnOver;
        if (!sent.IsSuccess && sent.Errno != Errno.EAGAIN) return PumpEnd.TargetGone;
        Stash(tools, Math.Max(sent.Count, 0), count);
        return PumpEnd.Wait;
    }

    private void Stash(RelayTools tools, int start, int end)
    {
        _stash = tools.RentStash();
        tools.Buffer.AsSpan(start, end - start).CopyTo(_stash);
        (_stashStart, _stashEnd) = (0, end - start);
    }

    /// <returns>False when bytes cannot be spliced here; then nothing has moved.</returns>
    private bool TrySplice(
        int source, int target, RelayTools tools, ref LastMove moved, out PumpEnd end)
    {
        end = PumpEnd.Wait;
        var pipe = tools.TryRentPipe();
        if (pipe is null) return false;
        var filled = pipe.Fill(source);
        if (filled.Value <= 0)
        {
            tools.Return(pipe);

            // EINVAL: this kind of socket cannot be spliced (splice(2)).
            if (filled.Errno is Errno.EINVAL or Errno.ENOSYS)
            {
                _gauge = new BulkGauge(RelayKind.Copy);
                return false;
            }

            end = SourceEnd(filled);
            return true;
        }

        Bytes += filled.Count;
        moved = new LastMove(tools.Now, _isUpload);
        _gauge.Count(filled.Count);
        _pipe = pipe;
        end = DrainHeld(target, tools, ref moved);
        return true;
    }

    private PumpEnd SourceEnd(SysResult received)
    {
        if (received.Value == 0) return PumpEnd.Finished;
        if (received.Errno != Errno.EAGAIN) return PumpEnd.SourceReset;
        _isReadable = false;
        return PumpEnd.Wait;
    }

    /// <returns>TurnOver when nothing is held any more.</returns>
    private PumpEnd DrainHeld(int target, RelayTools tools, ref LastMove moved)
    {
        while (true)
        {
            var sent = _stash is null
                ? _pipe!.Drain(target)
                : StreamSockets.Send(target, _stash.AsSpan(_stashStart, _stashEnd - _stashStart));
            if (!sent.IsSuccess) return sent.Errno == Errno.EAGAIN ? PumpEnd.Wait : PumpEnd.TargetGone;
            moved = new LastMove(tools.Now, _isUpload);
            if (_stash is not null) _stashStart += sent.Count;
            if (_stash is null ? _pipe!.Held > 0 : _stashStart < _stashEnd) continue;
            if (_stash is not null) tools.Return(_stash);
            else tools.Return(_pipe!);
            (_stash, _pipe) = (null, null);
            return PumpEnd.TurnOver;
        }
    }
}
