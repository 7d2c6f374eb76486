using L4Balancer.Linux;
using L4Balancer.Linux.Loop;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Bench.Serve;

/// <summary>
/// A client's connection to one of the small servers; it owns the descriptor. The loop's thread only.
/// </summary>
internal abstract class ServerSession(Server server, int fd) : LoopSource
{
    /// <summary>Steps of work before other sessions get their turn.</summary>
    private const int StepsPerTurn = 8;

    private const Readiness EndOrError = Readiness.PeerClosed | Readiness.HangUp | Readiness.Error;

    private bool _mayRead;
    private bool _maySend;
    private bool _toEnd;

    protected Server Server => server;

    protected bool IsClosed { get; private set; }

    /// <summary>Closes immediately. Idempotent.</summary>
    public void Close()
    {
        if (IsClosed) return;
        IsClosed = true;
        server.Forget(this);
        StreamSockets.Close(fd);
    }

    protected override void OnReady(int tag, Readiness events)
    {
        _maySend |= (events & Readiness.Writable) != Readiness.None;
        _mayRead |= (events & (Readiness.Readable | EndOrError)) != Readiness.None;
        _toEnd |= (events & EndOrError) != Readiness.None;
        OnAgain();
    }

    protected override void OnAgain()
    {
        for (var step = 0; step < StepsPerTurn; step++)
        {
            if (IsClosed || !TryStep()) return;
        }

        server.Loop.Again(this);
    }

    /// <summary>Does a step of work; returns false if there is nothing to do until the next event.</summary>
    protected abstract bool TryStep();

    /// <summary>Returns 0 if there is no data now, or the session is closed.</summary>
    protected int Receive(Span<byte> buffer)
    {
        if (!_mayRead) return 0;
        var result = StreamSockets.Receive(fd, buffer);
        if (result.IsSuccess && result.Count > 0)
        {
            // A short read is the end of an edge, unless the end of the stream is part of it.
            _mayRead = _toEnd || result.Count == buffer.Length;
            return result.Count;
        }

        _mayRead = false;
        if (result.IsSuccess || result.Errno != Errno.EAGAIN) Close();
        return 0;
    }

    /// <summary>Returns the bytes accepted by the kernel; 0 if it accepts none now, or the session is closed.</summary>
    protected int Send(ReadOnlySpan<byte> bytes)
    {
        if (!_maySend) return 0;
        var result = StreamSockets.Send(fd, bytes);
        if (result.IsSuccess)
        {
            _maySend = result.Count == bytes.Length;
            return result.Count;
        }

        _maySend = false;
        if (result.Errno != Errno.EAGAIN) Close();
        return 0;
    }
}
