namespace L4Balancer.Core.Simulation;

/// <summary>
/// Time that advances only from one planned action to the next; actions planned for the same time run in the order in
/// which they were planned.
/// </summary>
internal sealed class VirtualClock
{
    private readonly PriorityQueue<Action, (TimeSpan At, long Order)> _plan = new();
    private long _planned;

    public TimeSpan Now { get; private set; }

    public void After(TimeSpan delay, Action action)
    {
        Invariant.Require(delay >= TimeSpan.Zero, "Nothing can be planned for the past.");
        _plan.Enqueue(action, (Now + delay, _planned++));
    }

    /// <summary>
    /// Advances to the next action up to <paramref name="end"/>; returns null if there is none, and the time is then
    /// <paramref name="end"/>.
    /// </summary>
    public Action? Next(TimeSpan end)
    {
        if (!_plan.TryPeek(out var action, out var due) || due.At > end)
        {
            Now = end;
            return null;
        }

        _plan.Dequeue();
        Now = due.At;
        return action;
    }
}
