using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Linux.Loop;

namespace L4Balancer.DataPlane.Native;

/// <summary>What the session does for its relay: phases, the timer, and the end.</summary>
internal sealed partial class NativeSession
{
    private NativeRelay _relay;

    private RelayPath Path => new(_client, _server, _worker.Tools);

    private void BeginToRelay(Readiness serverEvents, bool isServerUnix)
    {
        Advance(SessionPhase.Relaying);
        _relay.Open(_worker.Tools, isServerUnix, serverEvents);
        _isLasting = isServerUnix;
        SetDeadline();
        Do(_relay.Pump(Path));
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

        // After the deadline: while a reset waits, the timer is for nothing else.
        if (asks.HasFlag(RelayAsks.ResetPause)) SetTimer(Loop.Now + _relay.ResetPause);
        if (asks.HasFlag(RelayAsks.Turn)) Loop.Again(this);
    }
}
