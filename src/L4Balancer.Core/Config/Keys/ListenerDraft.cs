namespace L4Balancer.Core.Config.Keys;

/// <summary>
/// A listener as written in the file: with the keys of a pool inside, if its backends are inline.
/// </summary>
/// <param name="Inline">Null if the listener has no keys of a pool.</param>
internal sealed record ListenerDraft(ListenerConfig Listener, PoolConfig? Inline);
