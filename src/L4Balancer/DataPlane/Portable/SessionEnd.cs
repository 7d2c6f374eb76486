using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Portable;

/// <summary>
/// The end of a session: any thread may request it at any time, and the first request sets the reason.
/// </summary>
internal sealed class SessionEnd
{
    // Continuations run elsewhere: the end of a session may be requested from inside its own loops, or for thousands in
    // a row.
    private readonly TaskCompletionSource<CloseReason> _reason =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _source = new();

    public Task<CloseReason> Reason => _reason.Task;

    public bool HasCome => _reason.Task.IsCompleted;

    /// <summary>Cancelled once the end was requested.</summary>
    public CancellationToken Token => _source.Token;

    /// <returns>False if the end was already requested.</returns>
    public bool Ask(CloseReason reason)
    {
        if (!_reason.TrySetResult(reason)) return false;
        Cancel();
        return true;
    }

    /// <summary>The session is to leave; what waits for the end goes on until <see cref="Cancel"/>.</summary>
    /// <returns>False if the end was already requested.</returns>
    public bool AskToLeave() => _reason.TrySetResult(CloseReason.None);

    public void Cancel() => _source.Cancel();
}
