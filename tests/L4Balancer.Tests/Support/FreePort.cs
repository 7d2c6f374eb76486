using System.Net.Sockets;

namespace L4Balancer.Tests.Support;

/// <summary>Ports for servers that cannot let the kernel choose one.</summary>
internal static class FreePort
{
    private const int Lowest = 10_000;

    /// <summary>
    /// A port that is free now, and outside the kernel's range for outgoing connections, so that
    /// no connection takes it while its server is down.
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
                // Then try another one.
            }
        }
    }

    private static int EndOfRange()
    {
        var firstOutgoing = int.Parse(File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split('\t', ' ')[0]);
        return firstOutgoing > 2 * Lowest ? firstOutgoing : ushort.MaxValue;
    }
}
