namespace L4Balancer.Core.Config.Keys;

/// <summary>
/// A listener as the file has it: with the keys of a pool inside, when its backends are written inline.
/// </summary>
/// <param name="Inline">Null when no key of a pool is written in the listener.</param>
internal sealed record ListenerDraft(ListenerConfig Listener, PoolConfig? Inline);
