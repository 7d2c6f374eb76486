using System.Net;

namespace L4Balancer.Core.Sessions;

/// <summary>The order of a list of sessions; ties are sorted by age, oldest first.</summary>
public enum SessionRank
{
    /// <summary>The oldest first.</summary>
    Age,

    /// <summary>The most bytes first.</summary>
    Bytes,

    /// <summary>The longest idle first.</summary>
    Idle,
}

/// <summary>A filter for running sessions; null matches all.</summary>
public sealed record SessionFilter
{
    public string? Listener { get; init; }

    public string? Pool { get; init; }

    /// <summary>The backend that serves the session.</summary>
    public NetAddress? Backend { get; init; }

    /// <summary>The network that clients belong to.</summary>
    public IPNetwork? Client { get; init; }

    public TimeSpan AgeMin { get; init; }

    public TimeSpan IdleMin { get; init; }

    /// <summary>Only sessions that rest, as far as their protocol is observed; null does not matter.</summary>
    public SessionRest? Rest { get; init; }

    public SessionRank Rank { get; init; }

    /// <summary>How many matching sessions to skip; 0 to <see cref="Limits.SessionOffsetMax"/>.</summary>
    public int Offset { get; init; }

    /// <summary>How many to return at most; 0 to <see cref="Limits.SessionPageMax"/>.</summary>
    public int Limit { get; init; } = 100;

    public bool Fits(in SessionInfo session) =>
        (Listener is null || session.Listener == Listener)
        && (Pool is null || session.Pool == Pool)
        && (Backend is null || Backend.Equals(session.Backend))
        && session.Age >= (long)AgeMin.TotalMilliseconds
        && session.Idle >= (long)IdleMin.TotalMilliseconds
        && (Rest is null || session.Rest == Rest)
        && (Client is not { } network || (session.Client.ToIp() is { } ip && network.Contains(ip)));
}
