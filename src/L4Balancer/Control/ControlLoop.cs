using System.Threading.Channels;
using L4Balancer.Core;
using L4Balancer.Core.Control;
using L4Balancer.Core.Table;
using L4Balancer.DataPlane;
using Microsoft.Extensions.Logging;

namespace L4Balancer.Control;

/// <summary>
/// The one writer of the table: takes events from one bounded queue in order, lets the reducer decide, publishes, and
/// hands the other effects on.
/// </summary>
public sealed class ControlLoop : ISignalSink, IDisposable
{
    private readonly Channel<Message> _queue = Channel.CreateBounded<Message>(
        new BoundedChannelOptions(Limits.ControlQueueLength) { SingleReader = true });

    private readonly TableHolder _table;
    private readonly IEffectHandler _effects;
    private readonly ControlClock _clock;
    private readonly ILogger _log;
    private readonly ITimer _wake;
    private readonly CounterStore _counters = new();
    private volatile BalancerState _state = BalancerState.Empty; // Written by the control loop only.
    private long _droppedSignals;

    public ControlLoop(TableHolder table, IEffectHandler effects, TimeProvider time, ILogger log)
    {
        (_table, _effects, _log) = (table, effects, log);
        _clock = new ControlClock(time);
        _wake = time.CreateTimer(_ => TryPost(new Tick()), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What the control side knows now. Any thread; read it once.</summary>
    public BalancerState State => _state;

    public ControlClock Clock => _clock;

    /// <summary>Passive signals that found the queue full.</summary>
    public long DroppedSignals => Volatile.Read(ref _droppedSignals);

    public void Signal(ConnectFailed signal)
    {
        if (!TryPost(signal)) Interlocked.Increment(ref _droppedSignals);
    }

    /// <summary>Waits for room in the queue; the event is handled later, in its turn.</summary>
    public ValueTask PostAsync(ControlEvent @event, CancellationToken cancellationToken = default) =>
        _queue.Writer.WriteAsync(new Message(@event, null), cancellationToken);

    /// <summary>
    /// Completes when the event has been handled: the table that follows from it is published, its effects are carried
    /// out.
    /// </summary>
    /// <param name="act">Null when no operator asked for it.</param>
    public async Task<ControlAnswer> ApplyAsync(
        ControlEvent? @event, OperatorAct? act, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<ControlAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _queue.Writer.WriteAsync(new Message(@event, done, act), cancellationToken);
        return await done.Task.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// True when the loop proves that it turns before the token is cancelled: an empty message goes through the queue.
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
    /// Runs until cancelled. A failure here is a bug in a decision, and fatal: nobody else may write the table.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in _queue.Reader.ReadAllAsync(cancellationToken))
            {
                Handle(message);
            }
        }
        catch (OperationCanceledException)
        {
            // The daemon stops.
        }
    }

    public void Dispose() => _wake.Dispose();

    private void Handle(Message message)
    {
        try
        {
            var isStale = message.Act?.IfGeneration is { } wanted && wanted != _state.Generation;
            var refusal = isStale || message.Event is null ? null : Handle(message.Event, message.Act?.Actor);
            message.Done?.SetResult(new ControlAnswer(_state.Generation, refusal, isStale));
        }
        catch (Exception e)
        {
            message.Done?.SetException(e);
            throw;
        }
    }

    private bool TryPost(ControlEvent @event) => _queue.Writer.TryWrite(new Message(@event, null));

    /// <returns>Why the event was refused; null when it was not.</returns>
    private string? Handle(ControlEvent @event, string? actor)
    {
        string? refusal = null;
        var (next, effects) = BalancerReducer.Apply(_state, @event, _clock.Now);
        _state = next;
        foreach (var effect in effects)
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
                    if (effect is Notify { Notice: EventRefused refused }) refusal = refused.Why;
                    _effects.Handle(effect, actor);
                    break;
            }
        }

        return refusal;
    }

    private void Publish()
    {
        _table.Publish(TableBuilder.Build(_state, _counters, _table.Current));
        _log.TablePublished(_table.Current.Generation);
    }

    /// <summary>
    /// A tick that finds the queue full is not lost: the timer goes on until one is taken and the reducer sets it anew.
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

    /// <param name="Event">Null only proves that the loop turns.</param>
    private readonly record struct Message(
        ControlEvent? Event, TaskCompletionSource<ControlAnswer>? Done, OperatorAct? Act = null);
}

/// <summary>What came of an event.</summary>
/// <param name="Generation">In force after it.</param>
/// <param name="Refusal">Why it was refused; null when it was not.</param>
/// <param name="IsStale">It was not handled, because the generation in force is another than the one asked for.</param>
public sealed record ControlAnswer(long Generation, string? Refusal, bool IsStale);
