using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Linux.Sockets;
using L4Balancer.Sockets.Native;

namespace L4Balancer.DataPlane.Native;

/// <summary>Everything that the workers share. Any thread.</summary>
[SupportedOSPlatform("linux")]
internal sealed class NativeServices(EngineParts parts, int bufferSize, RelayKind relay)
    : EngineServices(parts, bufferSize)
{
    // Kept as long as the address is referenced: by the table, as long as the backend is in it.
    private readonly ConditionalWeakTable<NetAddress, SocketAddress> _addresses = new();

    public RelayKind Relay { get; } = relay;

    /// <summary>The address in the form of the kernel, built once.</summary>
    public SocketAddress AddressOf(NetAddress address) => _addresses.GetValue(address, KernelAddress.Of);
}
