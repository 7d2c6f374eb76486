using System.Runtime.Versioning;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Admission;
using L4Balancer.Linux;
using L4Balancer.Linux.Handles;
using L4Balancer.Linux.Loop;
using L4Balancer.Linux.Sockets;
using L4Balancer.Sockets;
using L4Balancer.Sockets.Native;

namespace L4Balancer.DataPlane.Native;

/// <summary>Accepts the clients of one listening socket, on one worker.</summary>
[SupportedOSPlatform("linux")]
internal sealed class Acceptor(
    NativeServices services, NativeWorker worker, BindAddress bind, SafeFd socket, int backlog) : LoopSource
{
    /// <summary>
    /// Clients accepted before other sessions get their turn; the kernel reports the remaining ones again.
    /// </summary>
    private const int AcceptsPerTurn = 8;

    private readonly AcceptRules _rules = new(services, bind);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ListenerSlot? _slot; // Written by control only.
    private volatile int _backlog = backlog; // Written by control only.
    private bool _isStopped;

    public int Fd => socket.Number;

    public SafeFd Socket => socket;

    public void Become(ListenerSlot slot, int backlog) => (_slot, _backlog) = (slot, backlog);

    public void Start() => worker.Post(Watch);

    /// <summary>See <see cref="IBoundAddress.PauseAsync"/>.</summary>
    public Task PauseAsync()
    {
        var paused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        worker.Post(() =>
        {
            worker.Loop.Unwatch(Fd);
            worker.Loop.CancelTimer(this);
            paused.SetResult();
        });
        return paused.Task;
    }

    public void GoOn() => worker.Post(() =>
    {
        if (!_isStopped) worker.Loop.WatchListener(this, Fd);
    });

    /// <summary>Closes the socket once the clients in its queue have been accepted.</summary>
    public Task StopAsync()
    {
        worker.Post(Stop);
        return _stopped.Task;
    }

    /// <summary>Closes the socket; immediately only if it never accepted.</summary>
    public void Close() => socket.Dispose();

    protected override void OnReady(int tag, Readiness events)
    {
        for (var i = 0; i < AcceptsPerTurn; i++)
        {
            var fault = TryAccept(out var isEmpty);
            if (isEmpty || fault == AcceptFault.Fatal) return;
            if (fault != AcceptFault.Pressure) continue;
            Pause();
            return;
        }
    }

    /// <summary>The pause is over.</summary>
    protected override void OnTimer() => worker.Loop.WatchListener(this, Fd);

    /// <summary>
    /// A client that a bug left in the queue is reported again immediately and indefinitely; the pause keeps the loop
    /// from spinning.
    /// </summary>
    protected override void OnFault()
    {
        if (!_isStopped) Pause();
    }

    private void Pause()
    {
        worker.Loop.Unwatch(Fd);
        worker.Loop.SetTimer(this, worker.Loop.Now + (long)AcceptRules.PressurePause.TotalMilliseconds);
    }

    private AcceptFault? TryAccept(out bool isEmpty)
    {
        isEmpty = false;
        if (!services.Spares.TryHold()) return Sort(Errno.EMFILE);
        var accepted = ListeningSockets.Accept(Fd, out var peer);
        isEmpty = accepted.Errno == Errno.EAGAIN;
        if (!accepted.IsSuccess) return isEmpty ? null : Sort(accepted.Errno);
        worker.Take(accepted.Count, new ClientAddress(peer.Ip, peer.Port), _slot!);
        services.Spares.Note(accepted.Count);
        return null;
    }

    private AcceptFault Sort(Errno errno)
    {
        var fault = _rules.Follow(SocketErrno.OfAccept(errno), ConnectErrno.Describe(errno));
        if (fault == AcceptFault.Fatal) worker.Loop.Unwatch(Fd);
        return fault;
    }

    private void Watch()
    {
        worker.Loop.Attach(this);
        worker.Loop.WatchListener(this, Fd).OrThrow("epoll_ctl");
    }

    private void Stop()
    {
        if (_isStopped) return;
        _isStopped = true;
        try
        {
            AcceptWaiting();
        }
        finally
        {
            // In any case: the engine's shutdown waits for it.
            worker.Loop.Detach(this);
            Close();
            _stopped.SetResult();
        }
    }

    private void AcceptWaiting()
    {
        for (var left = AcceptRules.ClosingMax(_backlog); left > 0; left--)
        {
            var fault = TryAccept(out var isEmpty);
            if (isEmpty || fault is AcceptFault.Fatal or AcceptFault.Pressure) return;
        }
    }
}
