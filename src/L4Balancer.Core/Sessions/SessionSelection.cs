namespace L4Balancer.Core.Sessions;

/// <summary>
/// Chooses the sessions that a filter asks for while somebody shows it one after the other: it counts all that fit, and
/// keeps no more than can be in the answer. Several, each with a part of the sessions, become one. One thread.
/// </summary>
public sealed class SessionSelection(SessionFilter filter)
{
    private readonly int _offset = Math.Clamp(filter.Offset, 0, Limits.SessionOffsetMax);
    private readonly int _limit = Math.Clamp(filter.Limit, 0, Limits.SessionPageMax);

    // The one that comes last is on top, to make room for a better one.
    private readonly PriorityQueue<SessionInfo, (long Value, ulong Youth)> _best = new();

    /// <summary>All that fit so far.</summary>
    public int Total { get; private set; }

    public void Offer(in SessionInfo session)
    {
        if (!filter.Fits(session)) return;
        Total++;
        Keep(session);
    }

    /// <summary>Takes over what the other one chose, which is empty then.</summary>
    public void Merge(SessionSelection other)
    {
        Total += other.Total;
        while (other._best.TryDequeue(out var session, out _)) Keep(session);
    }

    /// <summary>The answer; nothing is kept after it.</summary>
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

        // A loop gives its sessions rising numbers: the smaller one is the older one.
        var key = (value, ~session.Id);
        if (_best.Count < _offset + _limit) _best.Enqueue(session, key);
        else _best.EnqueueDequeue(session, key);
    }
}
