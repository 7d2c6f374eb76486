using System.Diagnostics;
using System.Runtime.Versioning;
using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Protocols;
using L4Balancer.DataPlane.Rates;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Linux;
using L4Balancer.Linux.Sockets;
using L4Balancer.Linux.Splice;
using L4Balancer.Sockets.Native;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// One direction of a session: moves bytes from one socket to the other, by copy or by splice. Bytes that the target
/// does not accept are kept in a buffer or a pipe, and nothing more is read until they are gone: that is the
/// back-pressure, and TCP does the rest. A direction waiting for its source owns neither. A mutable value that lives in
/// its session.
/// </summary>
/// <remarks>
/// Events are edges, reported once, so <see cref="NoteReadable"/> remembers that there may be something to read until a
/// read has shown that there is not: EAGAIN, or a copy shorter than the buffer. A short copy proves nothing after a FIN
/// or an error, which would not be reported again, nor where urgent data or a unix socket cut a read short: then the
/// source is read to its end.
/// Used on the loop's thread only.
/// </remarks>
[SupportedOSPlatform("linux")]
internal partial struct NativeDirection
{
    /// <summary>
    /// After this many bytes the other sessions get their turn, so that none waits long for one that never pauses.
    /// </summary>
    private const int BytesPerTurn = 512 * 1024;

    private byte[]? _stash;
    private KernelPipe? _pipe;
    private int _stashStart;
    private int _stashEnd;
    private BulkGauge _gauge;
    private int _uncounted;
    private bool _isUpload;
    private bool _isUnix;
    private bool _isReadable;
    private bool _mustReadToEnd;

    // True until the target has been offered the bytes held when the direction started: no event will ask for that.
    private bool _isUnoffered;

    // Returned once nothing is held any more: the end of the source that was known when the direction was taken out.
    private PumpEnd _knownEnd;

    /// <summary>Bytes read from the source.</summary>
    public long Bytes { get; private set; }

    /// <summary>True once the source has ended and every byte was passed on, or once the target is gone.</summary>
    public bool IsEnded { get; private set; }

    public readonly bool HoldsBytes => _stash is not null || _pipe is not null;

    /// <summary>There is work without another event.</summary>
    public readonly bool IsReady => (_isReadable | _isUnoffered) && !IsEnded;

    /// <param name="bytes">Bytes read from an earlier source.</param>
    public void Reset(RelayKind kind, bool isUpload, bool isUnix, long bytes = 0)
    {
        this = default;
        Bytes = bytes;
        _isUpload = isUpload;
        _gauge = new BulkGauge(kind);
        _isUnix = _mustReadToEnd = isUnix;
    }

    /// <summary>Notes that there may be something to read from the source.</summary>
    /// <param name="mustReadToEnd">From now on a short read proves nothing.</param>
    public void NoteReadable(bool mustReadToEnd)
    {
        // A source whose end is known has nothing more: after a reset that was reported once, a read would show a FIN.
        _isReadable = _knownEnd == PumpEnd.Wait;
        _mustReadToEnd |= mustReadToEnd;
    }

    /// <summary>
    /// Urgent data has arrived: a splice would stop before it forever, while a read skips it. From now on this
    /// direction is copied.
    /// </summary>
    public void NoteUrgent() => _gauge = new BulkGauge(RelayKind.Copy);

    /// <summary>Moves as much as one turn allows.</summary>
    /// <param name="observer">Sees the bytes before they are sent; null if nobody does.</param>
    /// <param name="rate">Limits what is read; null if nothing does.</param>
    public PumpEnd Pump(
        int source, int target, RelayTools tools, ProtocolObserver? observer, DirectionRate? rate, ref LastMove moved)
    {
        Debug.Assert(!IsEnded, "A direction that has ended was pumped.");
        var turnEnd = Bytes + BytesPerTurn;
        var end = HoldsBytes ? DrainHeld(target, tools, ref moved) : PumpEnd.TurnOver;
        while (end == PumpEnd.TurnOver)
        {
            if (!_isReadable)
            {
                end = _knownEnd;
                break;
            }

            if (Bytes >= turnEnd) return PumpEnd.TurnOver;
            var (before, most) = (Bytes, int.MaxValue);
            if (rate is not null && (most = rate.Allowance(tools.NowMicroseconds)) == 0) return PumpEnd.Throttled;

            // Bytes in a pipe cannot be seen.
            end = _gauge.IsBulk && observer is null
                && TrySplice(source, target, tools, most, ref moved, out var spliced)
                    ? spliced
                    : Copy(source, target, tools, observer, most, ref moved);
            rate?.Spend((int)(Bytes - before));
        }

        if (end == PumpEnd.Wait) rate?.Rest();
        if (end is not (PumpEnd.Wait or PumpEnd.Elsewhere)) End(tools);
        return end;
    }

    /// <summary>Releases everything it holds; nothing moves any more.</summary>
    public void End(RelayTools tools)
    {
        IsEnded = true;
        if (_stash is not null) tools.Return(_stash);
        if (_pipe is not null) tools.Return(_pipe);
        (_stash, _pipe) = (null, null);
    }

    /// <returns>TurnOver if the next read may follow.</returns>
    private PumpEnd Copy(
        int source, int target, RelayTools tools, ProtocolObserver? observer, int most, ref LastMove moved)
    {
        var room = Math.Min(most, tools.Buffer.Length);
        var received = StreamSockets.Receive(source, tools.Buffer.AsSpan(0, room));
        if (received.Value <= 0) return SourceEnd(received);
        var count = received.Count;
        Bytes += count;
        moved = new LastMove(tools.Now, _isUpload);
        _gauge.Count(count);
        if (count < room && !_mustReadToEnd) _isReadable = false;

        if (observer is not null && IsMisdirected(observer, tools.Buffer.AsSpan(0, count)))
        {
            Stash(tools, 0, count);
            _isUnoffered = true;
            return PumpEnd.Elsewhere;
        }

        var sent = StreamSockets.Send(target, tools.Buffer.AsSpan(0, count));
        if (sent.Value == count) return PumpEnd.TurnOver;
        if (!sent.IsSuccess && sent.Errno != Errno.EAGAIN) return TargetEnd(sent);
        Stash(tools, Math.Max(sent.Count, 0), count);
        return PumpEnd.Wait;
    }

    /// <summary>Keeps the bytes that the target did not accept.</summary>
    private void Stash(RelayTools tools, int start, int end)
    {
        Debug.Assert(start < end && !HoldsBytes, "Bytes were stashed beside others.");
        _stash = tools.RentStash(end - start);
        tools.Buffer.AsSpan(start, end - start).CopyTo(_stash);
        (_stashStart, _stashEnd) = (0, end - start);
    }

    private PumpEnd SourceEnd(SysResult received)
    {
        if (received.Value == 0) return PumpEnd.Finished;
        if (received.Errno != Errno.EAGAIN)
            return SocketErrno.IsOfDead(received.Errno) ? PumpEnd.SourceDead : PumpEnd.SourceReset;
        // A later end causes an event of its own, so the next short read is conclusive again.
        (_isReadable, _mustReadToEnd) = (false, _isUnix);
        return PumpEnd.Wait;
    }

    private static PumpEnd TargetEnd(SysResult sent) =>
        SocketErrno.IsOfDead(sent.Errno) ? PumpEnd.TargetDead : PumpEnd.TargetGone;

    /// <returns>TurnOver once nothing is held any more.</returns>
    private PumpEnd DrainHeld(int target, RelayTools tools, ref LastMove moved)
    {
        _isUnoffered = false;
        while (true)
        {
            var sent = _stash is null
                ? _pipe!.Drain(target)
                : StreamSockets.Send(target, _stash.AsSpan(_stashStart, _stashEnd - _stashStart));
            if (!sent.IsSuccess) return sent.Errno == Errno.EAGAIN ? PumpEnd.Wait : TargetEnd(sent);
            moved = new LastMove(tools.Now, _isUpload);
            if (_stash is not null) _stashStart += sent.Count;
            Debug.Assert(_stashStart <= _stashEnd, "More was sent than the stash holds.");
            if (_stash is null ? _pipe!.Held > 0 : _stashStart < _stashEnd) continue;
            if (_stash is not null) tools.Return(_stash);
            else tools.Return(_pipe!);
            (_stash, _pipe) = (null, null);
            return PumpEnd.TurnOver;
        }
    }
}
