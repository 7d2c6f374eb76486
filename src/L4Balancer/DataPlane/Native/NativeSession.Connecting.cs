using L4Balancer.Core.Policies;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Linux;
using L4Balancer.Linux.Loop;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// How a session gets its backend: pick, connect, and on failure pick another at once; when the whole tier failed, wait
/// for the failover. No byte of the client has been read before it is done, so a retry loses nothing: what the client
/// sent early waits in the kernel.
/// </summary>
internal sealed partial class NativeSession
{
    private BackendPicks? _picks;

    private void BeginToConnect()
    {
        Advance(SessionPhase.Connecting);
        _relay.Prepare(_worker.Tools.Kind, isClientUnix: _clientAddress.IsUnix);
        _picks = _worker.RentPicks();
        _picks.Begin(_pool!, ClientHash.Of(_clientAddress), _worker.NextSeed());
        Connect();
    }

    /// <summary>Picks and begins to connect, until a connect is on its way or there is none left to try.</summary>
    private void Connect()
    {
        while (true)
        {
            var refusal = _picks!.Next();
            if (refusal != CloseReason.None)
            {
                Refuse(refusal);
                return;
            }

            var errno = TryConnect();
            if (errno == Errno.None) return;
            _picks.Fail(errno);
        }
    }

    private Errno TryConnect()
    {
        var address = Services.AddressOf(_picks!.Backend!.Address);
        var made = StreamSockets.Create(address);
        if (!made.IsSuccess) return made.Errno;
        _server = made.Count;
        Services.Spares.Note(_server);
        if (!address.IsUnix) NativeSocketOptions.ApplyAtOnce(_server);
        _picks.ConnectBegan = Services.Time.GetTimestamp();
        var result = StreamSockets.Connect(_server, address);
        if (result.IsSuccess || result.Errno == Errno.EINPROGRESS) result = Loop.Watch(this, ServerTag, _server);
        if (!result.IsSuccess)
        {
            Close(ref _server, withReset: true);
            return result.Errno;
        }

        SetTimer(Loop.Now + (long)_pool!.Config.Timeouts.Connect.TotalMilliseconds);
        return Errno.None;
    }

    private void OnReadyWhileConnecting(int tag, Readiness events)
    {
        if (tag == ClientTag)
        {
            // A FIN is no such thing: the client may have half-closed, and is served.
            if (events.HasAny(Readiness.Error)) Finish(CloseReason.ClientGone);
            else _relay.NoteClient(events);
        }
        else if (events.HasAny(Readiness.Error))
        {
            var error = StreamSockets.ErrorOf(_server);
            FailConnect(error.IsSuccess ? Errno.ECONNREFUSED : error.Errno);
        }
        else if (events.HasAny(Readiness.Writable | Readiness.HangUp))
        {
            OnConnected(events);
        }
    }

    private void OnConnected(Readiness events)
    {
        var backend = _picks!.Backend!;
        var address = Services.AddressOf(backend.Address);
        if (StreamSockets.IsSelfConnected(_server, address))
        {
            FailConnect(Errno.ECONNREFUSED);
            return;
        }

        var took = Services.Time.GetElapsedTime(_picks.ConnectBegan).TotalMicroseconds;
        _connectMicroseconds = (int)Math.Min(took, int.MaxValue);
        backend.Counters.CountConnectSuccess(_connectMicroseconds);
        _backend = backend;
        EndPicks();
        Tell(SessionMoment.Open);
        BeginToRelay(events, address.IsUnix);
    }

    private void OnConnectTimer()
    {
        if (_picks!.LooksLeft is not { } looks) FailConnect(Errno.ETIMEDOUT);
        else if (FailoverRule.Find(Services.Table.Current, _pool!) is { } next)
        {
            _pool = next;
            _picks.Continue(next, _worker.NextSeed());
            Connect();
        }
        else if (looks == 0) Finish(CloseReason.RefusedConnectFailed);
        else WaitForFailover(looks - 1);
    }

    private void FailConnect(Errno errno)
    {
        Close(ref _server, withReset: true);
        _picks!.Fail(errno);
        Connect();
    }

    /// <summary>The backend that is connected to just now went down.</summary>
    private void LeaveBackend()
    {
        Close(ref _server, withReset: true);
        _picks!.GiveUp();
        Connect();
    }

    private void Refuse(CloseReason refusal)
    {
        if (refusal != CloseReason.RefusedConnectFailed || !FailoverRule.CanComeFor(_pool!))
        {
            Finish(refusal);
            return;
        }

        WaitForFailover(FailoverRule.LooksFor(_pool!));
    }

    private void WaitForFailover(int looks)
    {
        _picks!.LooksLeft = looks;
        SetTimer(Loop.Now + (long)FailoverRule.Pause.TotalMilliseconds);
    }

    private void EndPicks()
    {
        if (_backend is null && _picks!.Backend is not null) _picks.GiveUp();
        (_retries, _lastTried) = (_picks!.Failures, _picks.LastTried);
        _worker.Return(_picks);
        _picks = null;
    }
}
