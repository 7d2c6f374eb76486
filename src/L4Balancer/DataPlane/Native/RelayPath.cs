using System.Runtime.Versioning;

namespace L4Balancer.DataPlane.Native;

/// <summary>The sockets of a relay and the tools it moves bytes with. Lives for one call.</summary>
[SupportedOSPlatform("linux")]
internal readonly record struct RelayPath(int Client, int Server, RelayTools Tools);
