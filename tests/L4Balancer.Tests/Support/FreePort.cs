using System.Net.Sockets;

namespace L4Balancer.Tests.Support;

/// <summary>Ports for servers that cannot be told to take any port and say which.</summary>
internal static class FreePort
{
    private const int Lowest = 10_000;

    /// <summary>
    /// Free at this moment, and outside the range from which the kernel takes ports for outgoing connections, so that
    /// none of those takes it while its server is down.
    /// </summary>
    public static int Pick()
    {
        while (true)
        {
            var port = Random.Shared.Next(Lowest, EndOfRange());
            try
            {
                using var socket = Loopback.Listen(port);
                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Another one, then.
            }
        }
    }

    private static int EndOfRange()
    {
        var firstOutgoing = int.Parse(File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split('\t', ' ')[0]);
        return firstOutgoing > 2 * Lowest ? firstOutgoing : ushort.MaxValue;
    }
}
