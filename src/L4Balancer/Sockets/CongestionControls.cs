using System.Collections.Immutable;
using System.Net.Sockets;
using L4Balancer.Linux.Sockets;
using L4Balancer.Sockets.Native;

namespace L4Balancer.Sockets;

/// <summary>The algorithms for congestion control that the kernel has; tcp(7).</summary>
internal static class CongestionControls
{
    private const string Folder = "/proc/sys/net/ipv4/";

    /// <summary>The one of connections that ask for none; null if it is not known.</summary>
    public static string? Default => WordsOf("tcp_congestion_control") is [var name] ? name : null;

    /// <summary>
    /// Those that are loaded; empty if that is not known. A process with CAP_NET_ADMIN can load others by asking for
    /// them.
    /// </summary>
    public static ImmutableArray<string> Available => WordsOf("tcp_available_congestion_control");

    /// <summary>Sets it for a managed socket; returns the reason it cannot be set, or null.</summary>
    public static string? WhyNotSet(Socket socket, string name)
    {
        if (!OperatingSystem.IsLinux()) return "this system is not Linux";
        var result = TcpOptions.SetCongestionControl((int)socket.Handle, name);
        return result.IsSuccess ? null : ConnectErrno.DescribeCongestion(result.Errno);
    }

    private static ImmutableArray<string> WordsOf(string file)
    {
        if (!OperatingSystem.IsLinux()) return [];
        try
        {
            return [.. File.ReadAllText(Folder + file).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
