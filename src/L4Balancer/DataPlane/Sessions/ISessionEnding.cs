using L4Balancer.Core;
using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>Ends some of the running sessions.</summary>
public interface ISessionEnding
{
    /// <summary>
    /// Ends at most <paramref name="max"/> sessions that the backend serves and that were accepted at least
    /// <paramref name="ageMin"/> ago; returns how many it ended. Fewer than <paramref name="max"/> means that no such
    /// session is left.
    /// </summary>
    Task<int> EndSessionsAsync(
        string pool, NetAddress backend, CloseReason reason, int max, TimeSpan ageMin = default,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends the sessions that match, the first ones in the order of the filter up to its limit, unless they have
    /// changed since they were found; returns how many it ended.
    /// </summary>
    Task<int> EndSessionsAsync(SessionFilter filter, CloseReason reason, CancellationToken cancellationToken);
}
