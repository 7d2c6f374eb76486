using L4Balancer.Core;

namespace L4Balancer.Admin;

/// <summary>Counters of the admin side over the life of the process, across servers. Any thread.</summary>
public sealed class AdminCounters : ICounters
{
    private long _wrongTokens;
    private long _turnedAway;

    /// <summary>Requests with an unknown token.</summary>
    public long WrongTokens => Volatile.Read(ref _wrongTokens);

    /// <summary>Connections that were refused, or closed to make room for another one.</summary>
    public long TurnedAway => Volatile.Read(ref _turnedAway);

    public void VisitCounters(CounterVisit visit)
    {
        visit("wrong-tokens", ref _wrongTokens);
        visit("turned-away", ref _turnedAway);
    }

    internal void CountWrongToken() => Interlocked.Increment(ref _wrongTokens);

    internal void CountTurnedAway() => Interlocked.Increment(ref _turnedAway);
}
