using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Linux;
using L4Balancer.Linux.Loop;
using L4Balancer.Linux.Sockets;
using L4Balancer.Sockets;
using L4Balancer.Sockets.Native;

namespace L4Balancer.DataPlane.Native;

/// <summary>
/// How a session gets its backend: pick, connect, and on failure pick another one immediately. Until that succeeds no
/// byte of the client is lost, so a retry is invisible: bytes that the client sent early wait in the kernel or are
/// held.
/// </summary>
internal sealed partial class NativeSession
{
    /// <summary>Picks and starts to connect, until a connect is in flight or no backend is left to try.</summary>
    /// <param name="isItsTurn">The clients waiting in the pool's line came later than this one.</param>
    private void Connect(bool isItsTurn)
    {
        while (true)
        {
            var refusal = _picks!.Next(isItsTurn, Loop.NowMicroseconds);
            if (refusal != CloseReason.None)
            {
                WaitOrRefuse(refusal);
                return;
            }

            LeaveLine(isServed: true);
            if (_phase != SessionPhase.Connecting) Advance(SessionPhase.Connecting);
            if (TryConnect() is not { } failure) return;
            _picks.Fail(failure);
        }
    }

    /// <returns>Null if a connect is in flight.</returns>
    private ConnectFailure? TryConnect()
    {
        var address = Services.AddressOf(_picks!.Backend!.Address);
        if (_picks.Pool.Terms.Source is { } source && !address.IsUnix) return TryConnectFrom(source, address);
        var errno = OpenServer(address);
        if (errno == Errno.None) errno = BeginConnect(address);
        return errno == Errno.None ? null : FailureOf(errno);
    }

    private Errno OpenServer(SocketAddress address)
    {
        var made = StreamSockets.Create(address);
        if (!made.IsSuccess) return made.Errno;
        _server = made.Count;
        Services.Spares.Note(_server);
        if (!address.IsUnix) SetOptions(_picks!.Pool.Terms.Tcp);
        return Errno.None;
    }

    private void SetOptions(TcpConfig tcp)
    {
        var result = NativeSocketOptions.ApplyBeforeConnect(_server, tcp);
        if (!result.IsSuccess && Services.OptionPace.MayLog())
            Services.Log.CongestionRefused(tcp.CongestionControl!, ConnectErrno.DescribeCongestion(result.Errno));
    }

    private Errno BeginConnect(SocketAddress address)
    {
        _isAsking = false;
        _picks!.ConnectBegan = Services.Time.GetTimestamp();
        var result = StreamSockets.Connect(_server, address);
        if (result.IsSuccess || result.Errno == Errno.EINPROGRESS) result = Loop.Watch(this, ServerTag, _server);
        if (!result.IsSuccess)
        {
            Close(ref _server, withReset: true);
            return result.Errno;
        }

        SetTimer(Loop.Now + (long)_picks.Pool.Terms.Timeouts.Connect.TotalMilliseconds);
        return Errno.None;
    }

    /// <summary>Connects from the source of the pool: from its next address where one does not do.</summary>
    private ConnectFailure? TryConnectFrom(SourceConfig config, SocketAddress address)
    {
        var (source, client) = (BackendSource.Of(config)!, _account.Client);
        var walk = source.Begin(address.IsIpv6);
        while (true)
        {
            var errno = OpenServer(address);
            if (errno != Errno.None) return FailureOf(errno);
            if (source.TryPrepare(_server, address.IsIpv6, client, ref walk))
            {
                errno = BeginConnect(address);
                if (errno == Errno.None) return null;
                source.FailConnect(SocketErrno.ToSocketError(errno), address.IsIpv6, client, ref walk);
                if (walk.Cause is null) return FailureOf(errno);
            }
            else
            {
                Close(ref _server, withReset: true);
            }

            if (!walk.GoesOn) return ConnectFailure.OfSource(walk.Cause!);
            Services.SkipSource(_picks!.Pool.Config.Name, _picks.Backend!.Address, walk.Cause!);
        }
    }

    private ConnectFailure FailureOf(Errno errno) => new(
        ConnectErrno.Describe(errno),
        ConnectErrno.IsLocalShortage(errno, _picks!.Backend!.Address.UnixPath is not null),
        errno is Errno.EMFILE or Errno.ENFILE);

    private void OnBackendReady(Readiness events)
    {
        if (events.HasAny(Readiness.Error))
        {
            var error = StreamSockets.ErrorOf(_server);
            FailConnect(error.IsSuccess ? Errno.ECONNREFUSED : error.Errno);
        }
        else if (_isAsking)
        {
            OnAnswer(events);
        }
        else if (events.HasAny(Readiness.Writable | Readiness.HangUp))
        {
            OnConnected(events);
        }
    }

    private void OnConnected(Readiness events)
    {
        var address = Services.AddressOf(_picks!.Backend!.Address);
        if (StreamSockets.IsSelfConnected(_server, address))
        {
            FailConnect(Errno.ECONNREFUSED);
            return;
        }

        _picks.ConnectTook = Services.Time.GetElapsedTime(_picks.ConnectBegan);
        if (AwaitsTls) AskForTls();
        else BeginToServe(events);
    }

    private void BeginToServe(Readiness serverEvents)
    {
        var (picks, isUnix) = (_picks!, _picks!.Backend!.Address.UnixPath is not null);
        _account.EnterPool(picks.Pool.Terms);
        _account.Connected(picks.Keep(), picks.ConnectTook, Loop.NowMicroseconds);
        EndPicks();
        if (_relay.Elsewhere is null) Report(SessionMoment.Open); // Otherwise it was open before.
        BeginToRelay(serverEvents, isUnix);
    }

    private void OnConnectTimer()
    {
        if (_isAsking) FailConnect(TlsQuestion.TooLate);
        else FailConnect(Errno.ETIMEDOUT);
    }

    private void FailConnect(Errno errno) => FailConnect(FailureOf(errno));

    private void FailConnect(in ConnectFailure failure)
    {
        Close(ref _server, withReset: true);
        _picks!.Fail(failure);
        Connect(isItsTurn: true);
    }

    /// <summary>The backend being connected to went down or was drained.</summary>
    private void LeaveBackend(string pool, NetAddress backend)
    {
        if (_picks!.Pool.Config.Name != pool || !backend.Equals(_picks.Backend?.Address)) return;
        Close(ref _server, withReset: true);
        _picks.GiveUp();
        Connect(isItsTurn: true);
    }

    /// <summary>Returns the picks to the worker, with any place that was taken but not used.</summary>
    private void EndPicks()
    {
        if (_picks is not { } picks) return;
        _picks = null;
        _account.Tried(picks.Failures, picks.LastTried);
        try
        {
            if (picks.Backend is not null) picks.GiveUp();
        }
        finally
        {
            _worker.Return(picks);
        }
    }
}
