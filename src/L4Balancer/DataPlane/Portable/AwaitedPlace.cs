using L4Balancer.Core.Counters;

namespace L4Balancer.DataPlane.Portable;

/// <summary>The turn of a session in a line, awaited by its task. Woken on any thread.</summary>
internal sealed class AwaitedPlace : Waiter
{
    // The thread that returns a place must not run the session that takes it.
    private volatile TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override void Wake() => _woken.TrySetResult();

    /// <summary>
    /// True once woken; false if the token was cancelled first. After either it may be awaited again.
    /// </summary>
    public async Task<bool> WokenAsync(CancellationToken cancellationToken)
    {
        var woken = _woken;
        await woken.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!woken.Task.IsCompleted) return false;
        _woken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return true;
    }
}
