using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Rates;

/// <summary>Finds shared buckets: those of a source, or of the whole listener if the source is null.</summary>
internal readonly record struct SharedKey(string Listener, ClientAddress? Source);

/// <summary>The limits of one session, from its start to its end. Each direction belongs to its reader.</summary>
/// <param name="Upload">Null if the direction has no limit.</param>
/// <param name="Download">Null if the direction has no limit.</param>
/// <param name="Id">Of the session.</param>
/// <param name="Own">The buckets that it alone has; null if it has none.</param>
/// <param name="Rates">Where the buckets are that it shares.</param>
/// <param name="Source">The key of its source's buckets; null if it shares none.</param>
/// <param name="Listener">The key of its listener's buckets; null if it shares none.</param>
internal sealed record SessionRates(
    DirectionRate? Upload, DirectionRate? Download, ulong Id, SharedBuckets? Own, ByteRates Rates, SharedKey? Source,
    SharedKey? Listener)
{
    private int _isOver;

    /// <summary>True while a direction reads nothing because its tokens are spent.</summary>
    public bool IsWaiting => Upload is { IsWaiting: true } || Download is { IsWaiting: true };

    /// <summary>
    /// Absolute monotonic milliseconds at which a waiting direction goes on; far away if none waits.
    /// </summary>
    public long Due => Math.Min(Upload?.Due ?? long.MaxValue, Download?.Due ?? long.MaxValue);

    /// <summary>Returns unused tokens and leaves the shared buckets; once nothing is read any more. Repeatable.
    /// </summary>
    public void End()
    {
        if (Interlocked.Exchange(ref _isOver, 1) != 0) return;
        Upload?.End();
        Download?.End();
        Rates.Leave(this);
    }
}
