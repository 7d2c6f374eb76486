namespace L4Balancer.Hosting;

/// <summary>
/// Holds back operators' requests while another process takes over what this one knows: a request that was answered
/// with success must be known to whoever serves afterwards. Any thread.
/// </summary>
internal sealed class ChangeHold
{
    private volatile TaskCompletionSource<bool>? _held;

    /// <summary>From now on requests wait.</summary>
    public void Begin() => _held = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="isOver">Another process has taken over; else everything goes on here.</param>
    public void End(bool isOver)
    {
        var held = _held;
        if (!isOver) _held = null;
        held?.TrySetResult(isOver);
    }

    /// <summary>Completes when requests may go on; true if another process has taken over instead.</summary>
    public Task<bool> WaitAsync(CancellationToken cancellationToken) =>
        _held is { } held ? held.Task.WaitAsync(cancellationToken) : Task.FromResult(false);
}
