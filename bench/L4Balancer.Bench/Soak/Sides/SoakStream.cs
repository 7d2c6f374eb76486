using L4Balancer.Linux;
using L4Balancer.Linux.Loop;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Bench.Soak.Sides;

/// <summary>
/// An end of a session: sends its bytes as it is allowed to, and checks those that it receives. It owns the descriptor.
/// The loop's thread only.
/// </summary>
internal abstract class SoakStream(SoakSide side, int fd) : LoopSource
{
    /// <summary>Sent by both ends when they finish.</summary>
    private const int Farewell = 1000;

    private const int StepsPerTurn = 8;
    private const Readiness EndOrError = Readiness.PeerClosed | Readiness.HangUp | Readiness.Error;

    private bool _mayRead;
    private bool _maySend;
    private bool _toEnd;
    private bool _isFinishing;
    private bool _hasSentEnd;
    private bool _hasReceivedEnd;
    private bool _isInTurn;
    private string? _fault;

    public ulong Id { get; protected set; }

    public StreamKind Kind { get; protected set; }

    public bool IsOver { get; private set; }

    /// <summary>What is sent first, and does not count.</summary>
    protected ReadOnlyMemory<byte> Prefix { get; set; }

    /// <summary>Bytes that may be sent now.</summary>
    protected long Allowance { get; set; }

    /// <summary>Bytes that may be read now.</summary>
    protected long ReadAllowance { get; set; } = long.MaxValue;

    /// <summary>FIN follows what may be sent.</summary>
    protected bool IsToEnd { get; set; }

    protected long Sent { get; private set; }

    protected long Received { get; private set; }

    protected SoakSide Side => side;

    /// <summary>Whether its own bytes are the client's.</summary>
    protected abstract bool IsClient { get; }

    public StreamResult Result => new(
        Id, Kind, Sent, Received, _fault ?? (IsOver ? "" : $"unfinished ({(_hasSentEnd, _hasReceivedEnd)})"));

    /// <summary>Sends some last bytes and FIN, and reads to the end.</summary>
    public virtual void Finish()
    {
        if (_isFinishing || IsOver) return;
        _isFinishing = true;
        side.Loop.CancelTimer(this);
        ReadAllowance = long.MaxValue;
        if (!IsToEnd) Allowance = Math.Min(Allowance, Farewell) + Farewell;
        IsToEnd = true;
        Turn();
    }

    protected bool IsFinishing => _isFinishing;

    protected override void OnReady(int tag, Readiness events)
    {
        _maySend |= (events & Readiness.Writable) != Readiness.None;
        _mayRead |= (events & (Readiness.Readable | EndOrError)) != Readiness.None;
        _toEnd |= (events & EndOrError) != Readiness.None;
        Turn();
    }

    protected override void OnAgain() => Turn();

    /// <summary>Sends and reads what it may now.</summary>
    protected void Turn()
    {
        // What happens in a turn may ask for one; it would read into the buffer that is being checked.
        if (_isInTurn) return;
        _isInTurn = true;
        var step = 0;
        while (!IsOver && TrySend() | TryReceive() && ++step < StepsPerTurn)
        {
        }

        _isInTurn = false;
        if (IsOver) return;
        if (_hasSentEnd && _hasReceivedEnd) End(null);
        else if (step == StepsPerTurn) side.Loop.Again(this);
    }

    protected abstract void OnReceived();

    /// <summary>The first bytes that arrive: those that do not belong to the stream.</summary>
    protected virtual int TakePrefix(ReadOnlySpan<byte> bytes) => 0;

    protected virtual void OnPeerEnded()
    {
    }

    protected void End(string? fault)
    {
        if (IsOver) return;
        (IsOver, _fault) = (true, fault);
        side.Loop.Detach(this);
        StreamSockets.Close(fd);
        side.OnEnded(this);
    }

    private bool TrySend()
    {
        if (!_maySend || _hasSentEnd) return false;
        var isPrefix = Prefix.Length > 0;
        if (!isPrefix && Allowance == 0) return IsToEnd && TrySendEnd();
        var bytes = isPrefix ? Prefix.Span
            : StreamBytes.At(Id, IsClient, Sent, (int)Math.Min(Allowance, SoakSide.BufferBytes));
        var result = StreamSockets.Send(fd, bytes);
        if (!result.IsSuccess)
        {
            _maySend = false;
            if (result.Errno != Errno.EAGAIN) End($"send: {result.Errno}");
            return false;
        }

        _maySend = result.Count == bytes.Length;
        if (isPrefix)
        {
            Prefix = Prefix[result.Count..];
            return true;
        }

        (Sent, Allowance) = (Sent + result.Count, Allowance - result.Count);
        return true;
    }

    private bool TrySendEnd()
    {
        _hasSentEnd = true;
        var result = StreamSockets.ShutdownSend(fd);
        if (!result.IsSuccess) End($"shutdown: {result.Errno}");
        return false;
    }

    private bool TryReceive()
    {
        if (!_mayRead || _hasReceivedEnd || ReadAllowance == 0 || IsOver) return false;
        var buffer = side.Buffer.AsSpan(0, (int)Math.Min(ReadAllowance, SoakSide.BufferBytes));
        var result = StreamSockets.Receive(fd, buffer);
        if (!result.IsSuccess)
        {
            _mayRead = false;
            if (result.Errno != Errno.EAGAIN) End($"receive: {result.Errno}");
            return false;
        }

        if (result.Count == 0)
        {
            _hasReceivedEnd = true;
            OnPeerEnded();
            return true;
        }

        _mayRead = _toEnd || result.Count == buffer.Length;
        if (ReadAllowance != long.MaxValue) ReadAllowance -= result.Count;
        Check(buffer[..result.Count]);
        return !IsOver;
    }

    private void Check(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[TakePrefix(bytes)..];
        if (IsOver || bytes.Length == 0) return;
        if (!StreamBytes.Are(bytes, Id, !IsClient, Received))
        {
            side.CountWrong();
            End($"wrong bytes after {Received}");
            return;
        }

        Received += bytes.Length;
        OnReceived();
    }
}

/// <summary>How an end of a session ended.</summary>
/// <param name="Fault">Empty if it ended as it should.</param>
internal sealed record StreamResult(ulong Id, StreamKind Kind, long Sent, long Received, string Fault);
