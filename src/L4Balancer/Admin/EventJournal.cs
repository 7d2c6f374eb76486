using System.Runtime.CompilerServices;
using L4Balancer.Admin.Model;
using L4Balancer.Core;

namespace L4Balancer.Admin;

/// <summary>
/// The most recent events, bounded, and a way to follow new ones. Writing never waits for a reader: one that is too
/// slow misses the oldest, which it can detect by a gap in the numbers. Any thread.
/// </summary>
public sealed partial class EventJournal(TimeProvider time)
{
    private readonly Lock _sync = new();
    private readonly Queue<JournalEvent> _events = new(); // Guarded by _sync.
    private long _lastId; // Guarded by _sync.
    private TaskCompletionSource _arrived = NewSignal(); // Guarded by _sync.

    /// <summary>The number of the newest event; 0 if there is none.</summary>
    public long LastId
    {
        get
        {
            lock (_sync) return _lastId;
        }
    }

    /// <summary>Assigns the event its number and time.</summary>
    /// <param name="onWritten">Called with the event as it is kept, on this thread; or later, if the journal is held.
    /// </param>
    public void Write(JournalEvent @event, Action<JournalEvent>? onWritten = null)
    {
        TaskCompletionSource arrived;
        lock (_sync)
        {
            @event = @event with { At = time.GetUtcNow() };
            if (_held is not null)
            {
                Hold(@event, onWritten);
                return;
            }

            @event = Number(@event);
            (arrived, _arrived) = (_arrived, NewSignal());
        }

        arrived.SetResult();
        onWritten?.Invoke(@event);
    }

    /// <summary>Returns the kept events newer than <paramref name="afterId"/>, oldest first.</summary>
    public IReadOnlyList<JournalEvent> Since(long afterId)
    {
        lock (_sync) return [.. _events.SkipWhile(e => e.Id <= afterId)];
    }

    /// <summary>Yields the events newer than <paramref name="afterId"/>, then every new one.</summary>
    public async IAsyncEnumerable<JournalEvent> FollowAsync(
        long afterId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            Task arrived;
            lock (_sync) arrived = _arrived.Task;
            foreach (var @event in Since(afterId))
            {
                afterId = @event.Id;
                yield return @event;
            }

            await arrived.WaitAsync(cancellationToken);
        }
    }

    private JournalEvent Number(JournalEvent @event)
    {
        @event = @event with { Id = ++_lastId };
        Keep(@event);
        return @event;
    }

    private void Keep(JournalEvent @event)
    {
        if (_events.Count == Limits.JournalLength) _events.Dequeue();
        _events.Enqueue(@event);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
