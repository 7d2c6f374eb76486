using System.Collections.Immutable;
using System.Net;
using System.Net.NetworkInformation;

namespace L4Balancer.Hosting;

/// <summary>The addresses of this machine.</summary>
internal static class OwnAddresses
{
    /// <summary>The current addresses of interfaces that are up; empty if the system does not report them.</summary>
    public static ImmutableHashSet<IPAddress> Read()
    {
        try
        {
            return [.. NetworkInterface.GetAllNetworkInterfaces()
                .SelectMany(one => one.GetIPProperties().UnicastAddresses).Select(one => one.Address)];
        }
        catch (Exception e) when (e is NetworkInformationException or PlatformNotSupportedException or IOException)
        {
            return [];
        }
    }
}
