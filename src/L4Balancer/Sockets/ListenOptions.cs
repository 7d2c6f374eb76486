using System.Net.Sockets;
using System.Runtime.Versioning;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Linux;
using L4Balancer.Linux.Sockets;
using SocketAddress = L4Balancer.Linux.Sockets.SocketAddress;

namespace L4Balancer.Sockets;

/// <summary>
/// The options of listening sockets. All but Multipath TCP can be changed while a socket listens. None of them is for
/// unix sockets.
/// </summary>
internal static class ListenOptions
{
    /// <summary>A socket on which nothing is set.</summary>
    public static ListenSocketConfig None { get; } = new();

    /// <summary>Sets the options that differ from those in force.</summary>
    /// <returns>The reason one of them cannot be set; null on success.</returns>
    [SupportedOSPlatform("linux")]
    public static string? Apply(int fd, ListenSocketConfig options, ListenSocketConfig before)
    {
        if (options == before) return null;
        var (freebind, transparent) = (options.Freebind, options.Transparent);
        return Set(freebind != before.Freebind, fd, f => IpOptions.SetFreebind(f, freebind), "IP_FREEBIND")
            ?? Set(transparent != before.Transparent, fd, f => IpOptions.SetTransparent(f, transparent),
                "IP_TRANSPARENT")
            ?? Set(options.Interface != before.Interface, fd,
                f => IpOptions.SetInterface(f, options.Interface ?? ""), $"interface {options.Interface ?? "any"}")
            ?? Set(options.Mark != before.Mark, fd, f => IpOptions.SetMark(f, options.Mark), "SO_MARK")
            ?? Set(options.FastOpen != before.FastOpen, fd, f => TcpOptions.SetFastOpen(f, options.FastOpen),
                "TCP_FASTOPEN")
            ?? Set(options.DeferAccept != before.DeferAccept, fd,
                f => TcpOptions.SetDeferAccept(f, (int)options.DeferAccept.TotalSeconds), "TCP_DEFER_ACCEPT");
    }

    /// <summary>The same for a managed socket. Elsewhere than on Linux there are no such options.</summary>
    public static string? Apply(Socket socket, ListenSocketConfig options, ListenSocketConfig before)
    {
        if (options == before || socket.AddressFamily == AddressFamily.Unix) return null;
        if (!OperatingSystem.IsLinux()) return "options of sockets need Linux";
        try
        {
            return Apply((int)socket.Handle, options, before);
        }
        catch (ObjectDisposedException)
        {
            // A listener that was just closed.
            return null;
        }
    }

    /// <summary>
    /// Why a socket that listens cannot change its options. It is tried on another one, because nothing may fail once
    /// a new configuration takes effect.
    /// </summary>
    public static string? WhyNot(ListenSocketConfig next, ListenSocketConfig before, NetAddress address)
    {
        if (next == before || address.Ip is not { } ip) return null;
        if (next.Mptcp != before.Mptcp)
            return "mptcp cannot change while the address stays (restart the balancer, or use another address)";
        if (!OperatingSystem.IsLinux()) return "options of sockets need Linux";
        var made = StreamSockets.Create(SocketAddress.Of(ip, 0));
        if (!made.IsSuccess) return made.Describe();
        try
        {
            return Apply(made.Count, before, None) ?? Apply(made.Count, next, before);
        }
        finally
        {
            StreamSockets.Close(made.Count);
        }
    }

    /// <summary>
    /// Clients that the kernel keeps back until their first bytes come are handed over too, when it next repeats its
    /// answer to their SYN.
    /// </summary>
    [SupportedOSPlatform("linux")]
    public static void EndDefer(int fd, ListenSocketConfig options)
    {
        if (options.DeferAccept > TimeSpan.Zero) _ = TcpOptions.SetDeferAccept(fd, 0);
    }

    /// <summary>The same for a managed socket.</summary>
    public static void EndDefer(Socket socket, ListenSocketConfig options) =>
        Apply(socket, options with { DeferAccept = TimeSpan.Zero }, options);

    [SupportedOSPlatform("linux")]
    private static string? Set(bool isChanged, int fd, Func<int, SysResult> set, string name)
    {
        if (!isChanged) return null;
        var result = set(fd);
        return result.IsSuccess ? null : SocketOptionCauses.Of(name, result.Errno);
    }
}
