using L4Balancer.Core;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>
/// Chooses the sessions of which the kernel is asked about the connection to the backend (TCP_INFO, tcp(7)), a few per
/// second: one that is moving bytes when the pause since the last one has passed. Any thread.
/// </summary>
internal sealed class KernelSampler
{
    private long _dueAt;

    /// <summary>True for one caller after each pause: its session is the one to sample.</summary>
    /// <param name="now">Monotonic milliseconds.</param>
    public bool TryTake(long now)
    {
        var due = Volatile.Read(ref _dueAt);
        return now >= due
            && Interlocked.CompareExchange(ref _dueAt, now + Limits.KernelSamplePauseMilliseconds, due) == due;
    }
}
