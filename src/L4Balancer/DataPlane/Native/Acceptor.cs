using System.Runtime.Versioning;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Admission;
using L4Balancer.Linux;
using L4Balancer.Linux.Handles;
using L4Balancer.Linux.Loop;
using L4Balancer.Linux.Sockets;
using L4Balancer.Sockets.Native;
using L4Balancer.Telemetry;

namespace L4Balancer.DataPlane.Native;

/// <summary>Accepts the clients of one listening socket, on one worker.</summary>
[SupportedOSPlatform("linux")]
internal sealed class Acceptor(
    NativeServices services, NativeWorker worker, BindAddress bind, SafeFd socket, int backlog) : LoopSource
{
    /// <summary>
    /// Clients accepted before other sessions get their turn; the kernel tells again of those that are left.
    /// </summary>
    private const int AcceptsPerTurn = 8;

    /// <summary>Long enough to cost nothing, short enough that a client hardly notices; milliseconds.</summary>
    private const int PressurePause = 100;

    private readonly LogPace _pausePace = new(services.Time, TimeSpan.FromSeconds(10));
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ListenerSlot? _slot; // Control only writes.
    private volatile int _backlog = backlog; // Control only writes.
    private bool _isStopped;

    public int Fd => socket.Number;

    public void Become(ListenerSlot slot, int backlog) => (_slot, _backlog) = (slot, backlog);

    public void Start() => worker.Post(Watch);

    /// <summary>Closes the socket when the clients in its queue have been taken.</summary>
    public Task StopAsync()
    {
        worker.Post(Stop);
        return _stopped.Task;
    }

    /// <summary>Closes the socket; at once only if it never accepted.</summary>
    public void Close() => socket.Dispose();

    protected override void OnReady(int tag, Readiness events)
    {
        for (var i = 0; i < AcceptsPerTurn; i++)
        {
            var fault = TryAccept(out var isEmpty);
            if (isEmpty || fault == AcceptFault.Fatal) return;
            if (fault != AcceptFault.Pressure) continue;
            worker.Loop.Unwatch(Fd);
            worker.Loop.SetTimer(this, worker.Loop.Now + PressurePause);
            return;
        }
    }

    /// <summary>The pause is over.</summary>
    protected override void OnTimer() => worker.Loop.WatchListener(this, Fd);

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
        var fault = NativeErrors.OfAccept(errno);
        if (fault == AcceptFault.Fatal)
        {
            worker.Loop.Unwatch(Fd);
            services.Log.AcceptFailed(bind, ConnectErrno.Describe(errno));
        }

        if (fault != AcceptFault.Pressure) return fault;
        services.Spares.LetGo();
        services.Counters.CountAcceptPause();
        if (_pausePace.MayLog()) services.Log.AcceptPaused(bind, ConnectErrno.Describe(errno));
        return fault;
    }

    private void Watch()
    {
        worker.Loop.Attach(this);
        worker.Loop.WatchListener(this, Fd).OrThrow("epoll_ctl");
    }

    /// <summary>
    /// At most a full queue: clients who come while it is taken must not keep the socket open for ever, nor must those
    /// for whom there is no file descriptor.
    /// </summary>
    private void Stop()
    {
        if (_isStopped) return;
        _isStopped = true;
        for (var i = 0; i <= _backlog; i++)
        {
            var fault = TryAccept(out var isEmpty);
            if (isEmpty || fault is AcceptFault.Fatal or AcceptFault.Pressure) break;
        }

        worker.Loop.Detach(this);
        Close();
        _stopped.SetResult();
    }
}
