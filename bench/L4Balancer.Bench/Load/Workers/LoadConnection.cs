using L4Balancer.Linux;
using L4Balancer.Linux.Loop;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Bench.Load.Workers;

/// <summary>
/// A slot for a connection: connects, fails by kind, and retries. Derived classes implement the protocol.
/// All of it belongs to the worker's thread.
/// </summary>
internal abstract class LoadConnection(LoadWorker worker) : LoopSource
{
    private const int NoSocket = -1;

    /// <summary>
    /// Milliseconds from a failure to the next attempt: a service that is down is tried ten times a second.
    /// </summary>
    private const int Pause = 100;

    private const Readiness EndOrError = Readiness.PeerClosed | Readiness.HangUp | Readiness.Error;

    private bool _hasBegun;
    private bool _hasFailed;

    protected LoadWorker Worker => worker;

    protected int Fd { get; private set; } = NoSocket;

    /// <summary>Called when connected.</summary>
    protected bool IsOpen { get; private set; }

    /// <summary>Called when it has failed and will retry.</summary>
    protected bool IsPausing { get; private set; }

    /// <summary>The time from which the wait for an answer counts.</summary>
    protected long WaitsSince { get; set; }

    /// <summary>Whether an answer is pending.</summary>
    protected abstract bool IsOwed { get; }

    /// <summary>Starts connecting.</summary>
    public abstract void Start(long now);

    /// <summary>Ends the connection at the end of the run.</summary>
    public virtual void End(long now) => Close();

    public void CheckTimeout(long now)
    {
        if (Fd != NoSocket && (!IsOpen || IsOwed) && now - WaitsSince > worker.Plan.Timeout) Fail(ErrorKinds.Timeout);
    }

    protected override void OnReady(int tag, Readiness events)
    {
        if (!IsOpen && !TryFinishConnect(events)) return;
        if ((events & Readiness.Writable) != Readiness.None) OnWritable();
        var isRead = (events & (Readiness.Readable | EndOrError)) != Readiness.None;

        // A short read ends an edge, unless the end of the stream is part of the same edge.
        if (isRead && Fd != NoSocket) OnReadable((events & EndOrError) != Readiness.None);
    }

    protected override void OnTimer()
    {
        Close();
        Start(Nanoseconds.Now);
    }

    protected abstract void OnConnected(long now);

    protected abstract void OnWritable();

    /// <param name="toEnd">Whether to read until nothing is left; otherwise a short read is enough.</param>
    protected abstract void OnReadable(bool toEnd);

    protected void Open(long now)
    {
        WaitsSince = now;
        var made = StreamSockets.Create(worker.Plan.Address);
        if (!made.IsSuccess)
        {
            Fail(ErrorKinds.Of(made.Errno));
            return;
        }

        Fd = made.Count;
        worker.Loop.Attach(this);
        if (!worker.Plan.Address.IsUnix) TcpOptions.SetNoDelay(Fd);
        var result = StreamSockets.Connect(Fd, worker.Plan.Address);
        if (result.IsSuccess || result.Errno == Errno.EINPROGRESS)
        {
            var watched = worker.Loop.Watch(this, 0, Fd);
            if (!watched.IsSuccess) Fail(ErrorKinds.Of(watched.Errno));
            else if (result.IsSuccess) Connected();
            return;
        }

        Fail(ErrorKinds.Of(result.Errno));
    }

    /// <summary>Counts the error, and retries after a pause.</summary>
    protected void Fail(string kind, string detail = "")
    {
        worker.Measurement.CountError(kind, detail);
        _hasFailed = true;
        Close();
        Begun();
        IsPausing = true;
        worker.Loop.Attach(this);
        worker.Loop.SetTimer(this, worker.Loop.Now + Pause);
    }

    protected void Close()
    {
        worker.Loop.Detach(this);
        if (Fd != NoSocket) CloseSocket(Fd);
        (Fd, IsOpen, IsPausing) = (NoSocket, false, false);
        OnClosed();
    }

    protected virtual void CloseSocket(int fd) => StreamSockets.Close(fd);

    protected virtual void OnClosed()
    {
    }

    private bool TryFinishConnect(Readiness events)
    {
        // Without either flag the connect succeeded, which saves a call per connection.
        var isDoubtful = (events & (Readiness.Error | Readiness.HangUp)) != Readiness.None;
        if (isDoubtful && StreamSockets.ErrorOf(Fd) is { IsSuccess: false } error)
        {
            Fail(ErrorKinds.Of(error.Errno));
            return false;
        }

        if ((events & Readiness.Writable) == Readiness.None) return false;
        if (_hasFailed && StreamSockets.IsSelfConnected(Fd, worker.Plan.Address))
        {
            Fail(ErrorKinds.Refused);
            return false;
        }

        Connected();
        return Fd != NoSocket;
    }

    private void Connected()
    {
        IsOpen = true;
        var now = WaitsSince = Nanoseconds.Now;
        worker.Measurement.CountConnect(now);
        Begun();
        OnConnected(now);
    }

    /// <summary>Connections do not all start at once: allows the next one.</summary>
    private void Begun()
    {
        if (_hasBegun) return;
        _hasBegun = true;
        worker.OpenNext();
    }
}
