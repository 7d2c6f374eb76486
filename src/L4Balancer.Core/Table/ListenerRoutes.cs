namespace L4Balancer.Core.Table;

/// <summary>The routes of a listener, and the pools of the same table.</summary>
public sealed record ListenerRoutes(RouteTable Table, ViewDictionary<PoolView> Pools);
