using System.Runtime.InteropServices;
using L4Balancer.Core.Config;

namespace L4Balancer.DataPlane.Admission;

/// <summary>The listening sockets of an address, as another process hands them over. They belong to this object until
/// an engine takes them.</summary>
/// <param name="Listener">The name of the listener.</param>
/// <param name="Bind">The address as configured.</param>
/// <param name="Sockets">At least one.</param>
internal sealed record InheritedListener(string Listener, BindAddress Bind, IReadOnlyList<SafeHandle> Sockets)
    : IDisposable
{
    /// <summary>The options of these sockets; null if they are as configured.</summary>
    public ListenSocketConfig? Options { get; init; }

    public void Dispose()
    {
        foreach (var socket in Sockets) socket.Dispose();
    }
}
