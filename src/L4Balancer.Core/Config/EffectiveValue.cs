namespace L4Balancer.Core.Config;

/// <summary>One value that is in force.</summary>
/// <param name="Path">The keys that lead there; a backend is told by its address:
/// <c>pools.db.backends[10.0.0.1:3306].weight</c>.</param>
/// <param name="Value">As it would be written, <c>not set</c>, or <c>(hidden)</c>; a list of values is one.</param>
/// <param name="IsDefault">Nothing else would be in force if it was not written.</param>
/// <param name="Place">Where the file says so; null when it does not.</param>
public sealed record EffectiveValue(string Path, string Value, bool IsDefault, ConfigPlace? Place);
