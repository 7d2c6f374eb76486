using System.Globalization;
using L4Balancer.Admin;
using L4Balancer.Admin.History;
using L4Balancer.Admin.Model;
using L4Balancer.Control;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Hosting.Operations;

/// <summary>The operations of a balancer for the admin side.</summary>
internal sealed class BalancerOperations(OperationsParts parts) : IBalancerOperations, IDisposable
{
    private static readonly TimeSpan FlushPatience = TimeSpan.FromMilliseconds(500);

    private readonly SnapshotBuilder _snapshots = new(
        parts.Balancer, parts.InForce, parts.AccessLog, parts.Collector, parts.SessionsMax, parts.Time);
    private readonly ConfigPersistence _persistence = new(parts.InForce, ConfigTextEdits.Apply);
    private readonly SemaphoreSlim _acts = new(1); // Persists changes to the config file in the order of the acts.

    public EventJournal Journal => parts.Journal.Journal;

    public AdminCounters Counters { get; } = new();

    public SnapshotHistory History { get; } = new(SnapshotHistory.Step);

    public long Generation => parts.Balancer.State.Generation;

    public IReadOnlyList<string> PoolNames => [.. parts.Balancer.State.Pools.Select(p => p.Config.Name)];

    public IReadOnlyList<string> ListenerNames => [.. parts.Balancer.State.Config.Listeners.Select(l => l.Name)];

    /// <summary>A hanging loop must not hide the state of the others and of the control side.</summary>
    public async Task<BalancerSnapshot> SnapshotAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(FlushPatience, parts.Time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await parts.Balancer.Engine.FlushBytesAsync(end.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The byte counts are slightly out of date.
        }

        return _snapshots.Take() with
        {
            Admin = new AdminSnapshot { WrongTokens = Counters.WrongTokens, TurnedAway = Counters.TurnedAway },
            Hooks = parts.Hooks?.Snapshots ?? [],
        };
    }

    public async Task<SessionPage> ListSessionsAsync(SessionQuery query, CancellationToken cancellationToken) =>
        SessionPages.FilterOf(query) is { } filter
            ? SessionPages.PageOf(query, await parts.Balancer.Engine.ListSessionsAsync(filter, cancellationToken))
            : new SessionPage(0, query.Offset, []);

    public SourceReport ListSources(SourceQuery query) => SourceReports.Of(
        parts.Balancer, query, (long)parts.Time.GetElapsedTime(0).TotalMilliseconds);

    public async Task<bool> CloseSessionAsync(ulong id, string actor, CancellationToken cancellationToken)
    {
        var hasEnded = await parts.Balancer.Engine.CloseSessionAsync(id, CloseReason.OperatorClosed, cancellationToken);
        var name = id.ToString("x", CultureInfo.InvariantCulture);
        if (hasEnded) parts.Journal.Write("session-closed", "info", actor, $"Session {name} was closed");
        return hasEnded;
    }

    public async Task<ActionResult> ActAsync(
        ControlEvent wish, string actor, long? ifGeneration, bool persist, CancellationToken cancellationToken)
    {
        await _acts.WaitAsync(cancellationToken);
        try
        {
            var answer = await parts.Balancer.ApplyAsync(wish, new OperatorAct(actor, ifGeneration), cancellationToken);
            return new ActionResult
            {
                Outcome = OutcomeOf(answer.Refusal),
                Generation = answer.Generation,
                Refusal = answer.Refusal?.Text,

                // It takes effect first: an operator in a hurry must not wait for a full disk.
                NotPersisted = answer.IsAccepted && persist ? _persistence.Write(wish, parts.Balancer.State) : null,
            };
        }
        finally
        {
            _acts.Release();
        }
    }

    private static ActionOutcome OutcomeOf(Refusal? refusal) => refusal?.Kind switch
    {
        null => ActionOutcome.Done,
        RefusalKind.NotFound => ActionOutcome.NotFound,
        RefusalKind.Stale => ActionOutcome.Stale,
        _ => ActionOutcome.Refused,
    };

    public Task<ReloadReport> ReloadAsync(bool isDryRun, string actor, CancellationToken cancellationToken) =>
        parts.Reload is not null
            ? parts.Reload(isDryRun, actor, cancellationToken)
            : Task.FromResult(new ReloadReport
            {
                IsDryRun = isDryRun,
                Generation = Generation,
                Errors = ["the configuration was not read from a file"],
                Warnings = [],
                Changes = [],
                NeedsRestart = [],
            });

    public Task<UpgradeReport> UpgradeAsync(string actor) => parts.Upgrade is { } upgrade
        ? upgrade(actor)
        : Task.FromResult(new UpgradeReport { Errors = ["only the daemon can hand over, on Linux"] });

    public ConfigReport Config()
    {
        var state = parts.Balancer.State;
        return new ConfigReport
        {
            File = parts.InForce.Path,
            Generation = state.Generation,
            Yaml = EffectiveConfig.Write(state.EffectiveConfig, hideSecrets: true),
            Values =
            [
                .. ConfigValues.Of(state.EffectiveConfig, parts.InForce.Places)
                    .Select(v => new ConfigValue(v.Path, v.Value, v.Place?.Line, v.Place?.Column)),
            ],
        };
    }

    public IReadOnlyList<string> WhyNotReady()
    {
        if (parts.Balancer.IsDraining) return ["the balancer is stopping"];
        var state = parts.Balancer.State;
        return
        [
            .. state.Config.Listeners.Where(l => !parts.Balancer.Engine.Bound.Any(b => b.Listener == l.Name))
                .Select(l => $"listener {l.Name} is not bound"),
            .. state.Pools.Where(p => p.Config.Required && !p.Backends.Any(p.IsUsed))
                .Select(p => $"pool {p.Config.Name} has no eligible backend"),
        ];
    }

    public Task<bool> IsTurningAsync(CancellationToken cancellationToken) =>
        parts.Balancer.IsTurningAsync(cancellationToken);

    public void Dispose() => _acts.Dispose();
}
