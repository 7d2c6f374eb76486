namespace L4Balancer.Handover.Messages;

/// <summary>What the predecessor knows.</summary>
internal sealed record StateMessage
{
    /// <summary>The program that sends it.</summary>
    public required string Version { get; init; }

    /// <summary>The text of its configuration file, as it was read.</summary>
    public required string Config { get; init; }

    /// <summary>How many messages with listening sockets follow.</summary>
    public required int Listeners { get; init; }

    /// <summary>How many messages with what it remembers follow those.</summary>
    public int Memories { get; init; }

    /// <summary>What it has counted so far.</summary>
    public Totals? Counters { get; init; }
}
