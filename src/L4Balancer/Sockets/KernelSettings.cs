using System.Collections.Immutable;
using System.Globalization;
using System.Net.NetworkInformation;
using L4Balancer.Core.Config;

namespace L4Balancer.Sockets;

/// <summary>What this kernel can do, as far as a configuration may ask for it.</summary>
internal static class KernelSettings
{
    private const int ServerSide = 2;

    public static KernelTraits Read() => new()
    {
        Interfaces = Interfaces(),
        CongestionControls = CongestionControls.Available,
        ServesFastOpen = FastOpen() is not { } bits || (bits & ServerSide) != 0,
    };

    private static ImmutableArray<string> Interfaces()
    {
        try
        {
            return OperatingSystem.IsLinux() ? [.. NetworkInterface.GetAllNetworkInterfaces().Select(i => i.Name)] : [];
        }
        catch (Exception e) when (e is NetworkInformationException or IOException)
        {
            return [];
        }
    }

    /// <summary>The bits of net.ipv4.tcp_fastopen; null if they are not known.</summary>
    private static int? FastOpen()
    {
        if (!OperatingSystem.IsLinux()) return null;
        try
        {
            var text = File.ReadAllText("/proc/sys/net/ipv4/tcp_fastopen");
            return int.TryParse(text, CultureInfo.InvariantCulture, out var bits) ? bits : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
