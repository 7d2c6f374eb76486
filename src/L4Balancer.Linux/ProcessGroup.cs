using L4Balancer.Linux.LibC;

namespace L4Balancer.Linux;

/// <summary>A process together with the processes that it has started, as long as they have not left its group.
/// </summary>
public static class ProcessGroup
{
    /// <summary>Kills all processes of a group with SIGKILL; a group without processes is none.</summary>
    /// <param name="id">The number of its first process; 2 or above, because kill(2) takes 0 for the caller's own group
    /// and 1 for every process there is.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="id"/> is below 2.</exception>
    /// <returns>False if there was none, or none that this process may kill.</returns>
    public static bool Kill(int id)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(id, 2);
        return SysResult.From(Signal.kill(-id, Signal.SIGKILL)).IsSuccess;
    }
}
