namespace L4Balancer.Core.Sessions;

/// <summary>
/// Selects the sessions that match a filter while they are offered one after the other: it counts all matches, and
/// keeps no more than fit into the answer. Several selections, each from a part of the sessions, can be merged. One
/// thread.
/// </summary>
public sealed class SessionSelection(SessionFilter filter)
{
    private readonly int _offset = Math.Clamp(filter.Offset, 0, Limits.SessionOffsetMax);
    private readonly int _limit = Math.Clamp(filter.Limit, 0, Limits.SessionPageMax);

    // The last in order is on top, to make room for a better one.
    private readonly PriorityQueue<SessionInfo, (long Value, ulong Youth)> _best = new();

    /// <summary>The number of matches so far.</summary>
    public int Total { get; private set; }

    public void Offer(in SessionInfo session)
    {
        if (!filter.Fits(session)) return;
        Total++;
        Keep(session);
    }

    /// <summary>Takes over the selection of the other one, which is then empty.</summary>
    public void Merge(SessionSelection other)
    {
        Total += other.Total;
        while (other._best.TryDequeue(out var session, out _)) Keep(session);
    }

    /// <summary>Returns the answer and keeps nothing.</summary>
    public SessionList ToList()
    {
        var sessions = new List<SessionInfo>(_best.Count);
        while (_best.TryDequeue(out var session, out _)) sessions.Add(session);
        sessions.Reverse();
        return new SessionList(Total, [.. sessions.Skip(_offset)]);
    }

    private void Keep(in SessionInfo session)
    {
        var value = filter.Rank switch
        {
            SessionRank.Age => session.Age,
            SessionRank.Idle => session.Idle,
            _ => session.BytesUploaded + session.BytesDownloaded,
        };

        // A loop numbers its sessions in ascending order: the smaller number is the older session.
        var key = (value, ~session.Id);
        if (_best.Count < _offset + _limit) _best.Enqueue(session, key);
        else _best.EnqueueDequeue(session, key);
    }
}
