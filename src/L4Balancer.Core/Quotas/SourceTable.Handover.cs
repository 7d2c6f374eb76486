using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Quotas;

/// <summary>Sessions that were counted in another process.</summary>
public sealed partial class SourceTable
{
    /// <summary>
    /// A session goes on that was counted elsewhere: takes a place of its source, whatever its limits, and no token.
    /// </summary>
    /// <param name="client">Not of a unix socket.</param>
    /// <param name="listener">The number of its listener, at least 1.</param>
    /// <param name="now">Absolute monotonic milliseconds.</param>
    public SourcePlace Resume(in ClientAddress client, SourceRule rule, int listener, long now)
    {
        var key = SourceKey.Of(client, rule, listener);
        var set = Lock(key);
        try
        {
            var index = FindOrMake(set, key, now);
            if (index < 0) return default;
            _entries[index].Sessions++;
            return new SourcePlace(this, index);
        }
        finally
        {
            Volatile.Write(ref _locks[set], 0);
        }
    }
}
