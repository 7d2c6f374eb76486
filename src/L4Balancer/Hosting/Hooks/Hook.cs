using System.Collections.Frozen;
using L4Balancer.Admin.Api;
using L4Balancer.Admin.Model;
using L4Balancer.Core;
using L4Balancer.Core.Config;

namespace L4Balancer.Hosting.Hooks;

/// <summary>
/// A hook with its waiting events and its counts, which a reload keeps. Guarded by the lock of
/// <see cref="EventHooks"/>.
/// </summary>
internal sealed class Hook : ICounters
{
    private long _runs;
    private long _failures;
    private long _dropped;
    private readonly Queue<JournalEvent> _waiting = new();
    private FrozenSet<string> _kinds = [];
    private FrozenSet<string> _pools = [];

    public Hook(HookConfig config) => Change(config);

    public HookConfig Config { get; private set; } = null!;

    public string Name => Config.Name;

    public int Running { get; private set; }

    public long Runs => Volatile.Read(ref _runs);

    public long Failures => Volatile.Read(ref _failures);

    /// <summary>Events that were not run because too many waited.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    public bool CanStart => _waiting.Count > 0 && Running < Config.MaxRunning;

    /// <summary>Waiting events are run as the new configuration says.</summary>
    public void Change(HookConfig config)
    {
        Config = config;
        _kinds = config.On.Select(WordOf).ToFrozenSet(StringComparer.Ordinal);
        _pools = config.Pools.ToFrozenSet(StringComparer.Ordinal);
    }

    public bool Wants(JournalEvent @event) =>
        _kinds.Contains(@event.Kind)
        && (_pools.Count == 0 || (@event.Pool is { } pool && _pools.Contains(pool)));

    /// <returns>False if it was dropped.</returns>
    public bool Enqueue(JournalEvent @event)
    {
        if (_waiting.Count == Limits.HookQueueMax)
        {
            Interlocked.Increment(ref _dropped);
            return false;
        }

        _waiting.Enqueue(@event);
        return true;
    }

    public JournalEvent Begin()
    {
        Invariant.Require(CanStart, "A run begins only when there is something to run, and room.");
        Running++;
        Interlocked.Increment(ref _runs);
        return _waiting.Dequeue();
    }

    public void End(bool isGood)
    {
        Running--;
        if (!isGood) Interlocked.Increment(ref _failures);
    }

    public void VisitCounters(CounterVisit visit)
    {
        visit("runs", ref _runs);
        visit("failures", ref _failures);
        visit("dropped", ref _dropped);
    }

    /// <summary>Drops what waits.</summary>
    public void Clear() => _waiting.Clear();

    public HookSnapshot Snapshot() => new()
    {
        Name = Name,
        Runs = Runs,
        Failures = Failures,
        Dropped = Dropped,
        Running = Running,
        Waiting = _waiting.Count,
    };

    private static string WordOf(HookEvent @event) => ApiJson.Word(@event);
}
