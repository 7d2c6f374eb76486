namespace L4Balancer.DataPlane;

/// <summary>The load of an event loop since the start; the counts only grow.</summary>
/// <param name="Index">From 0; the upper 16 bits of the numbers of its sessions.</param>
/// <param name="Active">Sessions now.</param>
/// <param name="Turns">How often it woke.</param>
/// <param name="Events">Events that it was woken for.</param>
/// <param name="Busy">How long it did not wait.</param>
/// <param name="LongestTurn">The longest turn of this minute; zero when there was none yet.</param>
public sealed record LoopLoad(int Index, int Active, long Turns, long Events, TimeSpan Busy, TimeSpan LongestTurn);
