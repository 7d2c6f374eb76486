using System.Collections.Immutable;
using L4Balancer.Core.Config;
using L4Balancer.Core.Control;
using L4Balancer.Core.Table;

namespace L4Balancer.Core.Simulation;

/// <summary>
/// The control loop of a simulation: it feeds events, alone and in batches, to the real reducer and to the model,
/// carries out the effects, and checks after every batch that the two agree.
/// </summary>
internal sealed class SimulationWorld
{
    private const int BatchGatherMsMax = 50;
    private readonly TableHolder _holder = new();
    private readonly CounterStore _counters = new();
    private readonly SimulatedProber _prober;
    private readonly SimulatedResolver _resolver;
    private BalancerState _state = BalancerState.Empty;
    private readonly List<ControlEvent> _waiting = [];
    private object? _wake;

    public SimulationWorld(ulong seed)
    {
        Random = new SimulationRandom(seed);
        Network = new SimulatedNetwork(Random, Clock);
        Sessions = new SimulatedSessions(this);
        _prober = new SimulatedProber(Random, Clock, Network, Post);
        _resolver = new SimulatedResolver(Random, Clock, Post);
    }

    public VirtualClock Clock { get; } = new();

    public SimulationRandom Random { get; }

    public SimulationHistory History { get; } = new();

    public BalancerModel Model { get; } = new();

    public SimulatedNetwork Network { get; }

    public SimulatedSessions Sessions { get; }

    public BackendTable Table => _holder.Current;

    /// <summary>
    /// Ends all trouble: backends are healthy, names stay, and every operator request is reverted.
    /// </summary>
    public void Calm()
    {
        Network.Calm();
        _resolver.Calm();
        SimulatedOperator.SetAllRight(this);
    }

    /// <summary>Puts a config in force, like the daemon: some of its names are resolved first.</summary>
    public void Reload(BalancerConfig config) =>
        Post(new ConfigAccepted(config)
        {
            Names = _resolver.ResolveSome(Names.Of(config)),
            OwnAddresses = Random.Chance(30) ? [RandomConfigs.Ip(0)] : [],
        });

    /// <summary>
    /// Observations are handled at once, or wait until a batch of them is handled. A request overtakes waiting ones, or
    /// comes last in their batch.
    /// </summary>
    public void Post(ControlEvent @event)
    {
        if (@event is not Observation && Random.Chance(50))
        {
            Handle([@event]);
            return;
        }

        _waiting.Add(@event);
        // A tick does not wait: the simulation checks that it arrives in time.
        var waits = @event is Observation and not Tick && Random.Chance(50);
        if (!waits) HandleWaiting();
        else if (_waiting.Count == 1) Clock.After(Random.Milliseconds(0, BatchGatherMsMax), HandleWaiting);
    }

    private void HandleWaiting()
    {
        ControlEvent[] batch = [.. _waiting];
        _waiting.Clear();
        if (batch.Length > 1) History.Count("batch");
        if (batch.Length > 0) Handle(batch);
    }

    private void Handle(ControlEvent[] batch)
    {
        foreach (var @event in batch) History.Add(Clock.Now, @event);
        Model.Apply(batch, Clock.Now);
        var (before, earlier) = (Table, _state);
        var decision = BalancerReducer.Apply(_state, batch, Clock.Now);
        (_state, var effects) = (decision.State, decision.Effects);
        foreach (var effect in effects)
        {
            History.Add(Clock.Now, effect);
            Carry(effect);
        }

        EffectCheck.RequireExpected(Model, decision);
        RequireAnswered(batch, decision);
        RequireAsked(batch, effects);
        TableCheck.RequireStep(before, Table, effects, isReload: batch.Any(e => e is ConfigAccepted));
        TableCheck.RequireModel(Model, Table, Clock.Now);
        TableCheck.RequirePause(earlier, _state);
        _prober.RequireRhythm(_waiting);
        Sessions.RequireBalance();
        CountWhatMatters(effects);
    }

    private void RequireAsked(ControlEvent[] batch, ImmutableArray<ControlEffect> effects)
    {
        var mayChange = batch.Any(
            e => e is ConfigAccepted or NameResolved or BackendAddWanted or BackendRemoveWanted);
        if (mayChange) EffectCheck.RequireProbes(Model, _prober);
        Invariant.Require(mayChange || !effects.Any(e => e is ProbesWanted), "Probes changed without reason.");
        EffectCheck.RequireNames(Model, _resolver);
        Invariant.Require(ReferenceEquals(_state.Config, Model.Config), "The config of the file is another.");
    }

    private static void RequireAnswered(ControlEvent[] batch, Decision decision)
    {
        Invariant.Require(
            decision.Answers.Length == batch.Count(e => e is not Observation), "Every request has one answer.");
        Invariant.Require(
            decision.Answers.All(answer => answer.Generation == decision.State.Generation),
            "An answer names another generation than the one in force.");
    }

    private void CountWhatMatters(ImmutableArray<ControlEffect> effects)
    {
        if (effects.Contains(new PublishTable()) && Table.Pools.Values.Any(IsRamping)) History.Count("table of a ramp");
        if (Model.Pools.Values.Any(pool => pool.Backends.Exists(pool.IsHeldBack))) History.Count("trial");
        if (_state.Pools.Any(p => p.Backends.Any(b => b.Memory.EjectionsInRow > 1))) History.Count("ejected again");
        if (_state.Pools.Any(pool => pool.WeightsDueAt is not null)) History.Count("weights that wait");
        foreach (var reset in effects.OfType<ResetSessions>()) History.Count($"reset: {reset.Reason}");
        foreach (var effect in effects.OfType<Notify>())
        {
            if (effect.Notice is NoneEligible { UsesAll: true }) History.Count("panic");
            if (effect.Notice is BackendSuspected suspected) History.Count($"suspected: {suspected.Cause}");
            if (effect.Notice is BackendEjected ejected) History.Count($"ejected: {ejected.Cause}");
            if (effect.Notice is BackendDown && IsUnprobed(effect.Notice.Pool)) History.Count("ejection");
        }
    }

    private bool IsUnprobed(string pool) =>
        Table.Pools.TryGetValue(pool, out var view) && view.Config.Health.Type == ProbeKind.None;

    private static bool IsRamping(PoolView pool) =>
        Array.Exists(pool.Set.All, backend => backend.Weight < backend.FullWeight);

    private void Carry(ControlEffect effect)
    {
        switch (effect)
        {
            case PublishTable: _holder.Publish(TableBuilder.Build(_state, _counters, Table)); break;
            case ProbesWanted wanted: _prober.Carry(wanted); break;
            case ProbeAfter after: _prober.Carry(after); break;
            case NamesWanted wanted: _resolver.Carry(wanted); break;
            case ResetSessions reset: Sessions.Carry(reset); break;
            case SpareSessions spare: Sessions.Carry(spare); break;
            case WakeAt wake: PlanTick(wake.At); break;
            case Notify: break;
            default: throw new InvariantException("An effect that nobody carries out.");
        }
    }

    /// <summary>
    /// Timers run slightly late and clocks disagree slightly, so that sometimes a tick comes early.
    /// </summary>
    private void PlanTick(TimeSpan? at)
    {
        var wake = _wake = new object();
        if (at is null) return;
        var late = TimeSpan.FromMilliseconds(Random.Between(-1, BalancerSimulation.TickLateMsMax));
        var delay = at.Value - Clock.Now + late;
        Clock.After(delay < TimeSpan.Zero ? TimeSpan.Zero : delay, () =>
        {
            if (ReferenceEquals(_wake, wake)) Post(new Tick());
        });
    }
}
