using System.Collections.Concurrent;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Tests.Support;

/// <summary>Remembers all session records.</summary>
/// <param name="runningInterval">Milliseconds; 0 means never.</param>
/// <param name="wanted">The kinds of records that it wants; none means all.</param>
internal sealed class RecordingObserver(long runningInterval = 0, params SessionMoment[] wanted) : ISessionObserver
{
    private readonly ConcurrentQueue<SessionRecord> _records = new();

    public IReadOnlyCollection<SessionRecord> Records => _records;

    /// <summary>Called with each record before it is remembered.</summary>
    public Action<SessionRecord>? OnRecord { get; init; }

    public long RunningInterval => runningInterval;

    public bool Wants(SessionMoment moment) => wanted.Length == 0 || wanted.Contains(moment);

    public void Observe(in SessionRecord record)
    {
        OnRecord?.Invoke(record);
        _records.Enqueue(record);
    }

    /// <summary>Waits for the given number of records of this kind, and returns them.</summary>
    public async Task<IReadOnlyList<SessionRecord>> ToldAsync(SessionMoment moment, int count = 1)
    {
        await Eventually.HoldsAsync(() => Of(moment).Count >= count, () => $"{count} records of {moment}");
        return Of(moment);
    }

    public IReadOnlyList<SessionRecord> Of(SessionMoment moment) => [.. _records.Where(r => r.Moment == moment)];
}
