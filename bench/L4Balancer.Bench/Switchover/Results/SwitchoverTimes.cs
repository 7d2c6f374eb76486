namespace L4Balancer.Bench.Switchover.Results;

/// <summary>The course of a switch-over, in the time of the clients.</summary>
/// <param name="Began">The first command of it was sent.</param>
/// <param name="Promoted">The second server is the primary.</param>
internal readonly record struct SwitchoverTimes(TimeSpan Began, TimeSpan Promoted);
