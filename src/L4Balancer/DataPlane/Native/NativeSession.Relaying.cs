using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.ProxyProtocol;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Protocols;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Linux.Loop;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.DataPlane.Native;

/// <summary>The session's part of the relay: phases, the timer, and the end.</summary>
internal sealed partial class NativeSession
{
    private NativeRelay _relay;

    /// <summary>Whether it could end now without loss, as far as its protocol is observed.</summary>
    public SessionRest Rest => _phase.IsConnected() ? _relay.Rest : SessionRest.Unknown;

    /// <summary>Describes its current state; only while it is running.</summary>
    public SessionInfo Describe()
    {
        var movedAt = _phase.IsConnected() ? _relay.MovedAt : _account.AcceptedAt;
        return _account.Describe(_phase, Loop.Now, movedAt, _relay.Uploaded, _relay.Downloaded, Rest) with
        {
            ClientPaused = _relay.ClientPausedFor(Loop.Now),
            BackendPaused = _relay.ServerPausedFor(Loop.Now),
        };
    }

    private RelayPath Path => new(_client, _server, _worker.Tools);

    private void BeginToRelay(Readiness serverEvents, bool isServerUnix)
    {
        Advance(SessionPhase.Relaying);
        BeginToWatch();
        if (_preread is not null || _account.Terms.Pool!.SendProxy is not null) PassOnFirst();
        _relay.Open(_worker.Tools, _account.Terms.Converse(Loop.NowMicroseconds), isServerUnix, serverEvents);
        _isLasting = isServerUnix;
        SetDeadline();
        Do(_relay.Pump(Path));
    }

    /// <summary>A session that has moved to the backend of its cancel request is watched already.</summary>
    private void BeginToWatch()
    {
        if (_account.Terms.Pool!.Protocol == ProtocolKind.None || _relay.Elsewhere is not null) return;
        var observer = ProtocolObservers.Of(_account.Terms, Services.Admission.CancelKeys);
        if (observer is not null) _relay.Watch(observer, _preread is null ? default : _preread.Bytes.Span);
    }

    /// <summary>
    /// First passes on to the backend the header that it is to get, and the preread bytes that were not meant for the
    /// balancer.
    /// </summary>
    private void PassOnFirst()
    {
        Span<byte> header = stackalloc byte[Limits.ProxyHeaderSentMax];
        header = header[..(AwaitsTls ? 0 : WriteHeader(header))]; // Otherwise it was sent before the question.
        if (_relay.Elsewhere is not null) _relay.Precede(header, _worker.Tools);
        else _relay.Seed(header, _preread is null ? default : _preread.Bytes.Span, _worker.Tools);
        _preread?.Bytes.Clear();
    }

    private bool AwaitsTls => _account.Facts is { AwaitsTls: true };

    private int WriteHeader(Span<byte> header)
    {
        if (_account.Terms.Pool!.SendProxy is not { } send) return 0;
        var local = StreamSockets.LocalAddressOf(_client);
        var facts = _account.Tell(new ClientAddress(local.Ip, local.Port));
        return ProxyHeaderWriter.Write(header, send, facts);
    }

    /// <summary>
    /// The client has asked this backend about encryption, and then sent a cancel request that is for another one: only
    /// now its bytes show that. Nothing else has been said on the connection to this backend.
    /// </summary>
    private void ConnectElsewhere(CancelTarget target)
    {
        if (!Services.Table.Current.Pools.TryGetValue(_account.Terms.Pool!.Name, out var pool))
        {
            Loop.Again(this); // A reload has removed the pool: nothing else can be done with the request.
            return;
        }

        _relay.Leave(_worker.Tools);
        Close(ref _server, withReset: false);
        CountBytes();
        _account.Leave();
        CancelTimer();
        Pick(pool, target);
    }

    private void OnReadyToRelay(int tag, Readiness events) =>
        Do(_relay.OnReady(Path, tag == ClientTag ? Side.Client : Side.Server, events));

    private void Do(RelayAsks asks)
    {
        if (asks == RelayAsks.None) return;
        if (asks.HasFlag(RelayAsks.Close))
        {
            Finish(_relay.Reason);
            return;
        }

        if (asks.HasFlag(RelayAsks.Reconnect))
        {
            ConnectElsewhere(_relay.Elsewhere!);
            return;
        }

        if (asks.HasFlag(RelayAsks.HalfClosed))
        {
            Advance(SessionPhase.HalfClosed);
            SetDeadline();
        }

        // After the deadline: while a reset waits, the timer serves nothing else.
        if (asks.HasFlag(RelayAsks.ResetPause)) SetTimer(Loop.Now + _relay.ResetPause);
        if (asks.HasFlag(RelayAsks.RatePause) && _relay.RateDue < _timerDue) SetTimer(_relay.RateDue);
        if (asks.HasFlag(RelayAsks.Turn)) Loop.Again(this);
    }
}
