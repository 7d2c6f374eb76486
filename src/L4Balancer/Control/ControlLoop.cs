using System.Collections.Immutable;
using System.Runtime.InteropServices;
using L4Balancer.Core;
using L4Balancer.Core.Control;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Control;

/// <summary>
/// The only writer of the table: takes events from its bounded queue, lets the reducer decide, publishes, and passes
/// the other effects on. Observations are taken as a batch; requests are handled one by one and go first, so that
/// neither an operator nor the watchdog waits behind the probes of an unreachable network.
/// </summary>
public sealed class ControlLoop : ISignalSink, ICounters, IDisposable
{
    private readonly ControlQueue _queue = new();
    private readonly List<ControlEvent> _batch = []; // Control loop only.
    private readonly TableHolder _table;
    private readonly IEffectHandler _effects;
    private readonly ControlClock _clock;
    private readonly ILogger _log;
    private readonly ITimer _wake;
    private readonly CounterStore _counters = new();
    private volatile BalancerState _state; // Written by the control loop only.
    private long _droppedSignals;

    /// <param name="state">With what it begins; null means empty.</param>
    public ControlLoop(
        TableHolder table, IEffectHandler effects, TimeProvider time, ILogger log, BalancerState? state = null)
    {
        (_table, _effects, _log, _state) = (table, effects, log, state ?? BalancerState.Empty);
        _clock = new ControlClock(time);
        _wake = time.CreateTimer(
            _ => _queue.TryPost(new Tick()), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The current state of the control side. Any thread; read it once.</summary>
    public BalancerState State => _state;

    public ControlClock Clock => _clock;

    /// <summary>Passive signals dropped because the queue was full.</summary>
    public long DroppedSignals => Volatile.Read(ref _droppedSignals);

    public void VisitCounters(CounterVisit visit) => visit("dropped-signals", ref _droppedSignals);

    public void Signal(Observation signal)
    {
        if (!_queue.TryPost(signal)) Interlocked.Increment(ref _droppedSignals);
    }

    /// <summary>Waits for room in the queue; the event is handled later, in its turn.</summary>
    public ValueTask PostAsync(ControlEvent @event, CancellationToken cancellationToken = default) =>
        @event is Observation observation
            ? _queue.PostAsync(observation, cancellationToken)
            : _queue.PostAsync(new ControlRequest(@event, null, null), cancellationToken);

    /// <summary>
    /// Completes when the event has been handled: the resulting table is published and its effects are carried out.
    /// </summary>
    /// <param name="act">Null if no operator requested it.</param>
    public async Task<RequestAnswer> ApplyAsync(
        ControlEvent? @event, OperatorAct? act, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<RequestAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _queue.PostAsync(new ControlRequest(@event, done, act), cancellationToken);
        return await done.Task.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Returns true if the loop proves before the token is cancelled that it is running: an empty request passes
    /// through the queue.
    /// </summary>
    public async Task<bool> IsTurningAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ApplyAsync(null, null, cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>
    /// Runs until cancelled. A failure here is a bug in a decision, and fatal: nothing else may write the table.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await _queue.WaitAsync(cancellationToken);
                while (Turn()) cancellationToken.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException)
        {
            // The daemon is stopping.
        }
    }

    public void Dispose() => _wake.Dispose();

    /// <summary>False if nothing was waiting.</summary>
    private bool Turn()
    {
        var taken = 0;
        for (; taken < Limits.ControlRequestsInRow && _queue.TryTake(out var request); taken++) Handle(request);
        _queue.TakeInto(_batch);
        if (_batch.Count == 0) return taken > 0;
        Handle(CollectionsMarshal.AsSpan(_batch), actor: null);
        _batch.Clear();
        return true;
    }

    private void Handle(ControlRequest request)
    {
        try
        {
            var answer = AnswerTo(request); // Even if no caller waits for it.
            request.Done?.SetResult(answer);
        }
        catch (Exception e)
        {
            request.Done?.SetException(e);
            throw;
        }
    }

    private RequestAnswer AnswerTo(ControlRequest request)
    {
        var generation = _state.Generation;
        if (request.Event is not { } @event) return new RequestAnswer(generation);
        if (request.Act?.IfGeneration is { } wanted && wanted != generation)
        {
            return new RequestAnswer(
                generation, new Refusal(RefusalKind.Stale, $"the generation in force is {generation}, not {wanted}"));
        }

        // An observation that somebody waits for asks for nothing that could be refused.
        var answers = Handle([@event], request.Act?.Actor);
        return answers.IsEmpty ? new RequestAnswer(_state.Generation) : answers[0];
    }

    private ImmutableArray<RequestAnswer> Handle(ReadOnlySpan<ControlEvent> events, string? actor)
    {
        var decision = BalancerReducer.Apply(_state, events, _clock.Now);
        _state = decision.State;
        foreach (var effect in decision.Effects)
        {
            switch (effect)
            {
                case PublishTable:
                    Publish();
                    break;
                case WakeAt wake:
                    SetWake(wake.At);
                    break;
                default:
                    _effects.Handle(effect, actor);
                    break;
            }
        }

        return decision.Answers;
    }

    private void Publish()
    {
        _table.Publish(TableBuilder.Build(_state, _counters, _table.Current));
        _log.TablePublished(_table.Current.Generation);
    }

    /// <summary>
    /// A tick that finds the queue full is not lost: the timer keeps firing until one is accepted and the reducer sets
    /// it again.
    /// </summary>
    private void SetWake(TimeSpan? at)
    {
        if (at is not { } moment)
        {
            _wake.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        var delay = moment - _clock.Now;
        _wake.Change(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, RetryTick);
    }

    private static readonly TimeSpan RetryTick = TimeSpan.FromSeconds(1);
}
