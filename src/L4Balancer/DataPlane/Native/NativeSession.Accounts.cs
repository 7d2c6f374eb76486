using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Native;

/// <summary>What is counted and told of a session. Nothing of it happens while bytes are moved.</summary>
internal sealed partial class NativeSession
{
    /// <summary>No backend answered.</summary>
    private const int NotConnected = -1;

    private NetAddress? _lastTried;
    private long _uploadCounted;
    private long _downloadCounted;
    private long _toldAt;
    private int _connectMicroseconds;
    private int _retries;

    /// <summary>Unique in the life of the process.</summary>
    public ulong Id { get; private set; }

    /// <summary>Milliseconds since the client was accepted.</summary>
    public long Age => Loop.Now - _acceptedAt;

    /// <summary>As it is now; only while it runs.</summary>
    public SessionInfo Describe()
    {
        var movedAt = _phase >= SessionPhase.Relaying ? _relay.MovedAt : _acceptedAt;
        return new SessionInfo
        {
            Id = Id,
            Client = _clientAddress,
            Listener = _slot.Name,
            Pool = _pool!.Config.Name,
            Backend = _backend?.Address,
            Phase = _phase,
            Age = Age,
            Idle = Loop.Now - movedAt,
            BytesUploaded = _relay.Uploaded,
            BytesDownloaded = _relay.Downloaded,
        };
    }

    /// <summary>Brings the bytes that were moved since the last time into the counters.</summary>
    public void CountBytes()
    {
        if (_backend is null) return;
        var (uploaded, downloaded) = (_relay.Uploaded, _relay.Downloaded);
        SessionAccounts.CountBytes(
            _slot, _pool!, _backend, uploaded - _uploadCounted, downloaded - _downloadCounted);
        (_uploadCounted, _downloadCounted) = (uploaded, downloaded);
    }

    private void BeginAccounts()
    {
        Id = _worker.NextId();
        (_uploadCounted, _downloadCounted) = (0, 0);
        (_connectMicroseconds, _retries, _lastTried) = (NotConnected, 0, null);
    }

    private void Tell(SessionMoment moment, CloseReason reason = CloseReason.None)
    {
        if (!Services.Observer.Wants(moment)) return;
        Services.Tell(new SessionRecord
        {
            Id = Id,
            Moment = moment,
            Reason = reason,
            Age = Age,
            ConnectMicroseconds = _connectMicroseconds,
            Client = _clientAddress,
            Listener = _slot.Name,
            Pool = _pool?.Config.Name ?? "",
            Backend = _backend?.Address,
            LastTried = _lastTried,
            Retries = _retries,
            BytesUploaded = _relay.Uploaded,
            BytesDownloaded = _relay.Downloaded,
        });
    }

    /// <returns>When it is to be told of again while it runs.</returns>
    private long TellRunning()
    {
        var interval = Services.Observer.RunningInterval;
        if (interval == 0) return NoTimer;
        if (Loop.Now >= _toldAt + interval)
        {
            Tell(SessionMoment.Running);
            _toldAt = Loop.Now;
        }

        return _toldAt + interval;
    }
}
