namespace L4Balancer.Probes.Redis;

/// <summary>A reply of Redis.</summary>
/// <param name="Text">Of a string, an integer or an error; empty for an array and for nothing.</param>
/// <param name="Items">Of an array of texts; null if it is none.</param>
internal sealed record RedisReply(string Text, bool IsError = false, IReadOnlyList<string>? Items = null);
