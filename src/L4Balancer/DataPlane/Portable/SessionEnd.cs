using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Portable;

/// <summary>The end of a session: anybody may ask for it at any time, and the first one gives the reason.</summary>
internal sealed class SessionEnd
{
    // Whoever waits goes on elsewhere: ending a session may be asked for from inside its own loops, or for thousands in
    // a row.
    private readonly TaskCompletionSource<CloseReason> _reason =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _source = new();

    public Task<CloseReason> Reason => _reason.Task;

    public bool HasCome => _reason.Task.IsCompleted;

    /// <summary>Cancelled when the end has come.</summary>
    public CancellationToken Token => _source.Token;

    /// <returns>False when it had come before.</returns>
    public bool Ask(CloseReason reason)
    {
        if (!_reason.TrySetResult(reason)) return false;
        _source.Cancel();
        return true;
    }
}
