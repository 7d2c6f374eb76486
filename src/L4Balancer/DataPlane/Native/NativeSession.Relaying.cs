using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Linux.Loop;

namespace L4Balancer.DataPlane.Native;

/// <summary>The session's part of the relay: phases, the timer, and the end.</summary>
internal sealed partial class NativeSession
{
    private NativeRelay _relay;

    private RelayPath Path => new(_client, _server, _worker.Tools);

    private void BeginToRelay(Readiness serverEvents, bool isServerUnix)
    {
        Advance(SessionPhase.Relaying);
        if (_preread is not null) PassOnPreread();
        _relay.Open(_worker.Tools, _account.Terms.Converse(Loop.NowMicroseconds), isServerUnix, serverEvents);
        _isLasting = isServerUnix;
        SetDeadline();
        Do(_relay.Pump(Path));
    }

    /// <summary>First passes on to the backend the preread bytes that were not meant for the balancer.</summary>
    private void PassOnPreread()
    {
        var preread = _preread!;
        _relay.Seed(default, preread.Rest, _worker.Tools);
        _worker.Tools.Return(preread.Buffer);
        _preread = null;
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

        if (asks.HasFlag(RelayAsks.HalfClosed))
        {
            Advance(SessionPhase.HalfClosed);
            SetDeadline();
        }

        // After the deadline: while a reset waits, the timer serves nothing else.
        if (asks.HasFlag(RelayAsks.ResetPause)) SetTimer(Loop.Now + _relay.ResetPause);
        if (asks.HasFlag(RelayAsks.Turn)) Loop.Again(this);
    }
}
