using System.Net;
using System.Runtime.Versioning;
using L4Balancer.Linux.Handles;
using L4Balancer.Linux.Sockets;
using SocketAddress = L4Balancer.Linux.Sockets.SocketAddress;

namespace L4Balancer.Handover;

/// <summary>
/// Connections within this process for a rehearsal: TCP, of which the code differs in places, or unix sockets where the
/// loopback interface is not there.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class ConnectionPairs : IDisposable
{
    private readonly SafeFd? _listener;
    private readonly SocketAddress? _address;

    public ConnectionPairs()
    {
        var made = ListeningSockets.Listen(SocketAddress.Of(IPAddress.Loopback, 0), 1);
        if (!made.IsSuccess) return;
        _listener = new SafeFd(made.Count);
        _address = SocketAddress.Of(IPAddress.Loopback, ListeningSockets.PortOf(made.Count));
    }

    /// <exception cref="System.ComponentModel.Win32Exception">The process is out of descriptors.</exception>
    public (SafeFd One, SafeFd Other) Make() => TryConnect() ?? StreamSockets.CreatePair();

    public void Dispose() => _listener?.Dispose();

    private (SafeFd One, SafeFd Other)? TryConnect()
    {
        if (_listener is null || StreamSockets.Create(_address!) is not { IsSuccess: true } made) return null;
        var other = new SafeFd(made.Count);
        StreamSockets.Connect(other.Number, _address!);
        var accepted = ListeningSockets.Accept(_listener.Number, out _);
        if (accepted.IsSuccess) return (new SafeFd(accepted.Count), other);
        other.Dispose();
        return null;
    }
}
