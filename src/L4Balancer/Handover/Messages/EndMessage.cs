namespace L4Balancer.Handover.Messages;

/// <summary>All sessions were sent.</summary>
/// <param name="Sessions">How many.</param>
/// <param name="LastId">The highest number of a session ID so far.</param>
internal sealed record EndMessage(int Sessions, ulong LastId);
