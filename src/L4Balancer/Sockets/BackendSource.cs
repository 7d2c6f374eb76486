using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Linux;
using L4Balancer.Linux.Sockets;
using L4Balancer.Sockets.Native;

namespace L4Balancer.Sockets;

/// <summary>
/// The source of a pool's connects, ready for use: it gives a socket its own address and the options to be set before
/// the connect. Addresses are used in turn, those of the backend's family only. Any thread.
/// </summary>
internal sealed class BackendSource
{
    private static readonly ConditionalWeakTable<SourceConfig, BackendSource> Known = [];

    private readonly SourceConfig _config;
    private readonly byte[][] _ipv4;
    private readonly byte[][] _ipv6;
    private readonly PortRange? _kernelPorts; // The kernel chooses among these.
    private readonly PortRange? _boundPorts; // Each bind names one of these.
    private int _turn;
    private int _portTurn;

    private BackendSource(SourceConfig config)
    {
        _config = config;
        _ipv4 = [.. config.Addresses.Where(a => a.AddressFamily == AddressFamily.InterNetwork).Select(BytesOf)];
        _ipv6 = [.. config.Addresses.Where(a => a.AddressFamily == AddressFamily.InterNetworkV6).Select(BytesOf)];
        if (config.Ports is not { } ports) return;
        if (LocalPorts.CanNarrowTo(ports)) _kernelPorts = ports;
        else _boundPorts = ports;
    }

    /// <summary>The source of this part of the configuration, always the same one; null if there is none.</summary>
    public static BackendSource? Of(SourceConfig? config) =>
        config is null ? null : Known.GetValue(config, static c => new BackendSource(c));

    /// <summary>Begins a connect.</summary>
    public SourceWalk Begin(bool isIpv6)
    {
        var count = AddressesOf(isIpv6).Length;
        var first = count > 1 ? Interlocked.Increment(ref _turn) & int.MaxValue : 0;
        var tries = _boundPorts is { } ports ? Math.Min(ports.Count, Limits.SourcePortTriesMax) : 0;
        return new SourceWalk(first, Math.Max(1, count), tries);
    }

    /// <summary>Prepares a new socket for its connect.</summary>
    /// <param name="client">The client whose address a transparent source has.</param>
    /// <returns>False if this machine cannot connect so, which the walk explains.</returns>
    [SupportedOSPlatform("linux")]
    public bool TryPrepare(int fd, bool isIpv6, in ClientAddress client, ref SourceWalk walk) =>
        TrySetOptions(fd, ref walk) && TryBind(fd, isIpv6, client, ref walk);

    /// <summary>The same for a managed socket; where the system is not Linux, only addresses have an effect.</summary>
    public bool TryPrepare(Socket socket, in ClientAddress client, ref SourceWalk walk)
    {
        var isIpv6 = socket.AddressFamily == AddressFamily.InterNetworkV6;
        if (OperatingSystem.IsLinux()) return TryPrepare((int)socket.Handle, isIpv6, client, ref walk);
        if (_config with { Addresses = ValueList<IPAddress>.Empty } != SourceConfig.Kernel)
        {
            walk.Fail("a source with more than addresses needs Linux");
            return false;
        }

        var addresses = AddressesOf(isIpv6);
        if (addresses.Length == 0) return true;
        var ip = new IPAddress(addresses[walk.Index % addresses.Length]);
        try
        {
            socket.Bind(new IPEndPoint(ip, 0));
            return true;
        }
        catch (SocketException e)
        {
            walk.FailAddress(SourceCauses.OfBind(ip, 0, e.SocketErrorCode));
            return false;
        }
    }

    /// <summary>The connect of a prepared socket failed at once.</summary>
    public void FailConnect(SocketError error, bool isIpv6, in ClientAddress client, ref SourceWalk walk)
    {
        var from = IpOf(isIpv6, client, walk);
        if (error == SocketError.AddressNotAvailable && _boundPorts is { } ports)
            walk.FailPort(SourceCauses.NoPort(from, ports));
        else if (error == SocketError.AddressNotAvailable)
            walk.FailAddress(SourceCauses.NoPort(from, _kernelPorts));
        else if (error == SocketError.InvalidArgument)
            walk.FailAddress(SourceCauses.NoWay(from));
        else
            walk.End();
    }

    /// <summary>The same of a managed socket.</summary>
    public void FailConnect(SocketError error, in ClientAddress client, Socket socket, ref SourceWalk walk) =>
        FailConnect(error, socket.AddressFamily == AddressFamily.InterNetworkV6, client, ref walk);

    private static byte[] BytesOf(IPAddress ip) => ip.GetAddressBytes();

    private byte[][] AddressesOf(bool isIpv6) => isIpv6 ? _ipv6 : _ipv4;

    [SupportedOSPlatform("linux")]
    private bool TrySetOptions(int fd, ref SourceWalk walk)
    {
        return (!_config.Freebind || Has(IpOptions.SetFreebind(fd, true), "IP_FREEBIND", ref walk))
            && (!_config.Transparent || Has(IpOptions.SetTransparent(fd, true), "IP_TRANSPARENT", ref walk))
            && (_config.Mark == 0 || Has(IpOptions.SetMark(fd, _config.Mark), "SO_MARK", ref walk))
            && (_config.Interface is not { } name
                || Has(IpOptions.SetInterface(fd, name), $"interface {name}", ref walk));
    }

    [SupportedOSPlatform("linux")]
    private static bool Has(SysResult result, string what, ref SourceWalk walk)
    {
        if (!result.IsSuccess) walk.Fail(SocketOptionCauses.Of(what, result.Errno));
        return result.IsSuccess;
    }

    [SupportedOSPlatform("linux")]
    private bool TryBind(int fd, bool isIpv6, in ClientAddress client, ref SourceWalk walk)
    {
        if (_config.Transparent && client.Ip.Length != (isIpv6 ? 16 : 4))
        {
            walk.Fail(SourceCauses.NoClientAddress(client, isIpv6));
            return false;
        }

        // An old kernel has no range, so the ports are bound one by one; and one without the other option takes a port
        // for all destinations.
        if (_kernelPorts is { } range) IpOptions.SetPortRange(fd, range.First, range.Last);
        var ip = BytesOf(isIpv6, client, walk);
        if (_boundPorts is { } ports) return TryBindOne(fd, ip, ports, ref walk);
        if (!_config.Transparent && AddressesOf(isIpv6).Length == 0) return true;
        IpOptions.ChoosePortAtConnect(fd);
        var bound = StreamSockets.Bind(fd, ip, port: 0);
        if (!bound.IsSuccess) walk.FailAddress(SourceCauses.OfBind(new IPAddress(ip), 0, ErrorOf(bound)));
        return bound.IsSuccess;
    }

    /// <summary>
    /// Sockets that allow reuse may share a port for different backends; whether it is free for this one, the connect
    /// shows.
    /// </summary>
    [SupportedOSPlatform("linux")]
    private bool TryBindOne(int fd, ReadOnlySpan<byte> ip, PortRange ports, ref SourceWalk walk)
    {
        IpOptions.AllowReuse(fd);
        while (walk.TryTakePort())
        {
            var turn = Interlocked.Increment(ref _portTurn) & int.MaxValue;
            var port = ports.First + turn % ports.Count;
            var bound = StreamSockets.Bind(fd, ip, port);
            if (bound.IsSuccess) return true;
            if (bound.Errno == Errno.EADDRINUSE) continue;
            walk.FailAddress(SourceCauses.OfBind(new IPAddress(ip), port, ErrorOf(bound)));
            return false;
        }

        walk.FailAddress(SourceCauses.NoPort(new IPAddress(ip), ports));
        return false;
    }

    [SupportedOSPlatform("linux")]
    private static SocketError ErrorOf(SysResult result) => SocketErrno.ToSocketError(result.Errno);

    private ReadOnlySpan<byte> BytesOf(bool isIpv6, in ClientAddress client, in SourceWalk walk)
    {
        if (_config.Transparent) return client.Ip;
        var addresses = AddressesOf(isIpv6);
        if (addresses.Length > 0) return addresses[walk.Index % addresses.Length];
        return isIpv6 ? Wildcard : Wildcard[..4];
    }

    private static ReadOnlySpan<byte> Wildcard => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private IPAddress IpOf(bool isIpv6, in ClientAddress client, in SourceWalk walk) =>
        new(BytesOf(isIpv6, client, walk));
}
