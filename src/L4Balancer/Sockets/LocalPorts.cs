using System.Globalization;
using L4Balancer.Core.Config;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Sockets;

/// <summary>The ports from which the kernel chooses those of outgoing connections.</summary>
internal static class LocalPorts
{
    private const string RangeFile = "/proc/sys/net/ipv4/ip_local_port_range";

    /// <summary>
    /// Whether the kernel can be told to choose among these: it can narrow its own range for a socket (Linux 6.3), but
    /// not leave it.
    /// </summary>
    public static bool CanNarrowTo(PortRange ports) =>
        OperatingSystem.IsLinux() && OfKernel() is { } kernel && kernel.First <= ports.First
        && ports.Last <= kernel.Last && IpOptions.HasPortRange();

    private static PortRange? OfKernel()
    {
        try
        {
            var words = File.ReadAllText(RangeFile).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            return new PortRange(
                int.Parse(words[0], CultureInfo.InvariantCulture), int.Parse(words[1], CultureInfo.InvariantCulture));
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
