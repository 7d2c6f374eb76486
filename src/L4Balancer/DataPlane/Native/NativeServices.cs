using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Linux.Sockets;
using L4Balancer.Sockets.Native;

namespace L4Balancer.DataPlane.Native;

/// <summary>What all workers share. Any thread.</summary>
[SupportedOSPlatform("linux")]
internal sealed class NativeServices(EngineParts parts, int bufferSize, RelayKind relay)
    : EngineServices(parts, bufferSize)
{
    // Kept as long as somebody holds the address: the table, for as long as the backend is in it.
    private readonly ConditionalWeakTable<NetAddress, SocketAddress> _addresses = new();

    public RelayKind Relay { get; } = relay;

    /// <summary>The address as the kernel takes it, made once.</summary>
    public SocketAddress AddressOf(NetAddress address) => _addresses.GetValue(address, KernelAddress.Of);
}
