using L4Balancer.Admin;
using L4Balancer.Admin.Model;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;

namespace L4Balancer.Hosting.Operations;

/// <summary>A balancer as the admin side sees it.</summary>
internal sealed class BalancerOperations(Balancer balancer, EventJournal journal, TimeProvider time)
    : IBalancerOperations
{
    private readonly SnapshotBuilder _snapshots = new(balancer, time);

    public EventJournal Journal { get; } = journal;

    public Task<BalancerSnapshot> SnapshotAsync(CancellationToken cancellationToken) =>
        Task.FromResult(_snapshots.Take());

    public Task<SessionPage> ListSessionsAsync(SessionQuery query, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<bool> CloseSessionAsync(ulong id, string actor, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public async Task<ActionResult> ActAsync(
        ControlEvent wish, string actor, long? ifGeneration, bool persist, CancellationToken cancellationToken)
    {
        var answer = await balancer.ApplyAsync(wish, ifGeneration, cancellationToken);
        return new ActionResult
        {
            Outcome = answer.IsStale ? ActionOutcome.Stale
                : answer.Refusal is null ? ActionOutcome.Done : ActionOutcome.Refused,
            Generation = answer.Generation,
            Refusal = answer.Refusal,
        };
    }

    public Task<ReloadReport> ReloadAsync(bool isDryRun, string actor, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ConfigReport Config() => new()
    {
        Generation = balancer.State.Generation,
        Yaml = EffectiveConfig.Write(balancer.State.Config),
        Values = [],
    };

    public Task<bool> IsTurningAsync(CancellationToken cancellationToken) => balancer.IsTurningAsync(cancellationToken);
}
