using L4Balancer.Core;
using L4Balancer.Core.Sessions;

namespace L4Balancer.DataPlane.Sessions;

/// <summary>Ends some of the sessions of a backend.</summary>
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
}
