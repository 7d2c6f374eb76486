namespace L4Balancer.DataPlane;

/// <summary>The load of an event loop since the start; the counts only grow.</summary>
/// <param name="Index">From 0; the upper 16 bits of the IDs of its sessions.</param>
/// <param name="Active">Current sessions.</param>
/// <param name="Turns">How often it woke up.</param>
/// <param name="Events">Events that woke it.</param>
/// <param name="Busy">Time spent not waiting.</param>
/// <param name="LongestTurn">The longest turn of this minute; zero if there has been none.</param>
public sealed record LoopLoad(int Index, int Active, long Turns, long Events, TimeSpan Busy, TimeSpan LongestTurn);
