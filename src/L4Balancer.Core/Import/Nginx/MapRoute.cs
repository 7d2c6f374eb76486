namespace L4Balancer.Core.Import.Nginx;

/// <summary>An entry of a <c>map</c>.</summary>
/// <param name="Key">The key of our routes: <c>sni</c> or <c>alpn</c>.</param>
/// <param name="IsLast">Whether it may take clients of other entries, which are tried before it.</param>
internal sealed record MapRoute(string Key, string Name, string Pool, Statement From, bool IsLast);
