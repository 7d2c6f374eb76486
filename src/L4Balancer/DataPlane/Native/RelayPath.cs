using System.Runtime.Versioning;

namespace L4Balancer.DataPlane.Native;

/// <summary>The sockets that a relay moves bytes between, and what it moves them with. Lives for one call.</summary>
[SupportedOSPlatform("linux")]
internal readonly record struct RelayPath(int Client, int Server, RelayTools Tools);
