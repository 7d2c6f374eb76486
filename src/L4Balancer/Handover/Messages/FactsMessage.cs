using L4Balancer.Core;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.Handover.Messages;

/// <summary>
/// What does not change any more of sessions that have a backend, sent while they run. They are numbered from 0 in the
/// order in which they are sent. One that has ended since is not mentioned again.
/// </summary>
internal sealed record FactsMessage(IReadOnlyList<SessionFacts> Sessions);

/// <summary>The facts of a session.</summary>
internal sealed record SessionFacts
{
    public required AccountState Account { get; init; }

    public required string Listener { get; init; }

    /// <summary>The number of its terms.</summary>
    public int Terms { get; init; }

    /// <summary>The backend that serves it.</summary>
    public required NetAddress Backend { get; init; }
}
