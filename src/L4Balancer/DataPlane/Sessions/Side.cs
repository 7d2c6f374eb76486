namespace L4Balancer.DataPlane.Sessions;

/// <summary>One of the two connections of a session.</summary>
internal enum Side
{
    Client,
    Server,
}
