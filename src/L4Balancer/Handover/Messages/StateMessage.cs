using L4Balancer.Core.Control;
using L4Balancer.DataPlane.Sessions;

namespace L4Balancer.Handover.Messages;

/// <summary>What the predecessor knows.</summary>
internal sealed record StateMessage
{
    /// <summary>The program that sends it.</summary>
    public required string Version { get; init; }

    /// <summary>The version of the messages that it sends.</summary>
    public required int Protocol { get; init; }

    /// <summary>Why only the listening sockets are handed over; null if the successor could have the sessions, too.
    /// </summary>
    public string? Declined { get; init; }

    /// <summary>The text of its configuration file, as it was read.</summary>
    public required string Config { get; init; }

    /// <summary>What the control side knows besides the configuration.</summary>
    public BalancerMemory? Memory { get; init; }

    /// <summary>How many messages with listening sockets follow.</summary>
    public required int Listeners { get; init; }

    /// <summary>How many messages with what it remembers follow those.</summary>
    public int Memories { get; init; }

    /// <summary>What it has counted so far.</summary>
    public Totals? Counters { get; init; }

    /// <summary>Backends whose sessions are being ended.</summary>
    public IReadOnlyList<PacedResetState> Resets { get; init; } = [];

    /// <summary>Averages, scores and positions of the same owners; null from a program that does not tell.</summary>
    public Totals? Values { get; init; }
}
