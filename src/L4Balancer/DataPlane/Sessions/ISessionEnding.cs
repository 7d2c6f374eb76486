using L4Balancer.Core;
using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>Ends some of the sessions of a backend.</summary>
public interface ISessionEnding
{
    /// <summary>
    /// Ends at most <paramref name="max"/> sessions that the backend serves and that were accepted
    /// <paramref name="ageMin"/> ago or earlier; gives how many it ended. Fewer than <paramref name="max"/> says that
    /// no such session was left.
    /// </summary>
    Task<int> EndSessionsAsync(
        string pool, NetAddress backend, CloseReason reason, int max, TimeSpan ageMin = default,
        CancellationToken cancellationToken = default);
}
