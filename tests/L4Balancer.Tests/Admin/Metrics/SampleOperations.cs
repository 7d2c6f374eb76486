using L4Balancer.Admin;
using L4Balancer.Admin.History;
using L4Balancer.Admin.Model;
using L4Balancer.Core.Control;

namespace L4Balancer.Tests.Admin.Metrics;

/// <summary>A balancer that only returns one snapshot.</summary>
internal sealed class SampleOperations(BalancerSnapshot snapshot) : IBalancerOperations
{
    private int _snapshots;
    private Exception? _fault;

    /// <summary>Thrown by the next snapshot.</summary>
    public Exception Fault
    {
        set => _fault = value;
    }

    /// <summary>How many were taken.</summary>
    public int Snapshots => Volatile.Read(ref _snapshots);

    public AdminCounters Counters { get; } = new();

    public SnapshotHistory History { get; } = new(SnapshotHistory.Step);

    public long Generation => snapshot.Generation;

    public EventJournal Journal { get; } = new(TimeProvider.System);

    public Task<BalancerSnapshot> SnapshotAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _snapshots);
        if (Interlocked.Exchange(ref _fault, null) is { } fault) throw fault;
        return Task.FromResult(snapshot);
    }

    public IReadOnlyList<string> PoolNames => [.. snapshot.Pools.Select(pool => pool.Name)];

    public IReadOnlyList<string> ListenerNames => [.. snapshot.Listeners.Select(listener => listener.Name)];

    public IReadOnlyList<string> WhyNotReady() => [];

    public Task<SessionPage> ListSessionsAsync(SessionQuery query, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public SourceReport ListSources(SourceQuery query) => throw new NotSupportedException();

    public Task<bool> CloseSessionAsync(ulong id, string actor, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ActionResult> ActAsync(
        ControlEvent wish, string actor, long? ifGeneration, bool persist, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ReloadReport> ReloadAsync(bool isDryRun, string actor, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<UpgradeReport> UpgradeAsync(string actor) => throw new NotSupportedException();

    public ConfigReport Config() => throw new NotSupportedException();

    public Task<bool> IsTurningAsync(CancellationToken cancellationToken) => Task.FromResult(true);
}
