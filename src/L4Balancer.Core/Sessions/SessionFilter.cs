using System.Net;

namespace L4Balancer.Core.Sessions;

/// <summary>What comes first in a list of sessions; the one that began first where that is equal.</summary>
public enum SessionRank
{
    /// <summary>The oldest.</summary>
    Age,

    /// <summary>Those that moved the most bytes.</summary>
    Bytes,

    /// <summary>Those that have not moved for the longest.</summary>
    Idle,
}

/// <summary>Which of the running sessions are wanted; null fits all.</summary>
public sealed record SessionFilter
{
    public string? Listener { get; init; }

    public string? Pool { get; init; }

    /// <summary>The backend that serves the session.</summary>
    public NetAddress? Backend { get; init; }

    /// <summary>Clients of this network.</summary>
    public IPNetwork? Client { get; init; }

    public TimeSpan AgeMin { get; init; }

    public TimeSpan IdleMin { get; init; }

    public SessionRank Rank { get; init; }

    /// <summary>How many are left out from the first on; 0 to <see cref="Limits.SessionOffsetMax"/>.</summary>
    public int Offset { get; init; }

    /// <summary>How many at most; 0 to <see cref="Limits.SessionPageMax"/>.</summary>
    public int Limit { get; init; } = 100;

    public bool Fits(in SessionInfo session) =>
        (Listener is null || session.Listener == Listener)
        && (Pool is null || session.Pool == Pool)
        && (Backend is null || Backend.Equals(session.Backend))
        && session.Age >= (long)AgeMin.TotalMilliseconds
        && session.Idle >= (long)IdleMin.TotalMilliseconds
        && (Client is not { } network || (session.Client.ToIp() is { } ip && network.Contains(ip)));
}
