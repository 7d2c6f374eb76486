namespace L4Balancer.Core.Import;

/// <summary>The sides of a proxy: clients, servers.</summary>
[Flags]
internal enum Sides
{
    None = 0,
    Front = 1,
    Back = 2,
    Both = Front | Back,
}
