namespace L4Balancer.Core.Import.Haproxy;

/// <summary>Where the clients of a proxy go.</summary>
/// <param name="Default">The pool of the listener.</param>
/// <param name="Pools">All pools, each once.</param>
/// <param name="IsRefused">Whether clients that no route is for are refused.</param>
internal sealed record FrontRouting(
    BackSide Default, Statement? DefaultFrom, IReadOnlyList<BackSide> Pools, bool IsRefused);
