using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.DataPlane.Portable;

/// <summary>What is counted and told of a session. Nothing of it happens while bytes are moved.</summary>
internal sealed partial class PortableSession
{
    // Whoever counts or tells holds it: the session's end, its timer, and those who ask from outside. So no byte is
    // counted twice, and nothing is told after the end.
    private readonly Lock _accounts = new();
    private long _uploadCounted;
    private long _downloadCounted;
    private bool _isTold;

    /// <summary>Unique in the life of the process.</summary>
    public ulong Id { get; } = services.NextId();

    /// <summary>Since the client was accepted.</summary>
    public TimeSpan Age => services.Time.GetElapsedTime(_acceptedAt);

    /// <summary>As it is now; null before it is admitted.</summary>
    public SessionInfo? Describe()
    {
        if (_pool is not { } pool) return null;
        var (relay, age) = (_relay, Age);
        return new SessionInfo
        {
            Id = Id,
            Client = _clientAddress,
            Listener = slot.Name,
            Pool = pool.Config.Name,
            Backend = relay is null ? null : BackendAddress(),
            Phase = _phase,
            Age = (long)age.TotalMilliseconds,
            Idle = (long)(relay?.Idle ?? age).TotalMilliseconds,
            BytesUploaded = relay?.Uploaded ?? 0,
            BytesDownloaded = relay?.Downloaded ?? 0,
        };
    }

    /// <summary>Brings the bytes that were moved since the last time into the counters.</summary>
    public void CountBytes()
    {
        if (_relay is not { } relay || _pool is not { } pool || _connector?.Backend is not { } backend) return;
        lock (_accounts)
        {
            var (uploaded, downloaded) = (relay.Uploaded, relay.Downloaded);
            SessionAccounts.CountBytes(slot, pool, backend, uploaded - _uploadCounted, downloaded - _downloadCounted);
            (_uploadCounted, _downloadCounted) = (uploaded, downloaded);
        }
    }

    private void Tell(SessionMoment moment, CloseReason reason = CloseReason.None)
    {
        if (!services.Observer.Wants(moment)) return;
        lock (_accounts)
        {
            if (_isTold) return;
            _isTold = moment == SessionMoment.End;
            services.Tell(RecordOf(moment, reason));
        }
    }

    private SessionRecord RecordOf(SessionMoment moment, CloseReason reason) => new()
    {
        Id = Id,
        Moment = moment,
        Reason = reason,
        Age = (long)Age.TotalMilliseconds,
        ConnectMicroseconds = _connector?.ConnectMicroseconds ?? -1,
        Client = _clientAddress,
        Listener = slot.Name,
        Pool = _pool?.Config.Name ?? "",
        Backend = BackendAddress(),
        LastTried = _connector?.LastTried,
        Retries = _connector?.Failures ?? 0,
        BytesUploaded = _relay?.Uploaded ?? 0,
        BytesDownloaded = _relay?.Downloaded ?? 0,
    };

    private NetAddress? BackendAddress() => _connector?.Backend?.Address;
}
