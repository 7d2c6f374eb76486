namespace L4Balancer.Core.Config;

/// <summary>One value in effect.</summary>
/// <param name="Path">The path of keys; a backend is identified by its address:
/// <c>pools.db.backends[10.0.0.1:3306].weight</c>.</param>
/// <param name="Value">As it would be written, <c>not set</c>, or <c>(hidden)</c>; a list of values is one.</param>
/// <param name="IsDefault">Whether it equals the default.</param>
/// <param name="Place">Where the file sets it; null if it does not.</param>
public sealed record EffectiveValue(string Path, string Value, bool IsDefault, ConfigPlace? Place);
