using System.Collections.Immutable;
using System.Net;
using System.Net.NetworkInformation;

namespace L4Balancer.Hosting;

/// <summary>The addresses of this machine.</summary>
internal static class OwnAddresses
{
    /// <summary>As of now, of interfaces that are up; empty where the system does not tell.</summary>
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
