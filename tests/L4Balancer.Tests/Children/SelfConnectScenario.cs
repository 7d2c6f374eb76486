using System.Net;
using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Children;

/// <summary>
/// In a separate network whose only local port is that of a backend that is not running: the kernel assigns it to the
/// balancer's connection, which connects to itself.
/// </summary>
internal static class SelfConnectScenario
{
    private const int Port = 50_000;

    public static async Task RunAsync(TestedEngine engine)
    {
        await ChildProcess.OutputOfAsync("ip", "link", "set", "lo", "up");
        var backend = NetAddress.FromIp(IPAddress.Loopback, Port);
        await using var balancer = await RunningBalancer.StartAsync(engine, [backend], options: ChildProgram.Quiet);
        await File.WriteAllTextAsync("/proc/sys/net/ipv4/ip_local_port_range", $"{Port} {Port}");
        ChildProgram.Tell("client-sees", await EndOfClientAsync(balancer.Address));
        await balancer.EndedAsync(CloseReason.RefusedConnectFailed);
        ChildProgram.Tell("failures", balancer.Backend(backend).Counters.ConnectFailures);
    }

    /// <summary>The reset may be faster than the client's connect.</summary>
    private static async Task<StreamEnd> EndOfClientAsync(NetAddress balancer)
    {
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Bind(new IPEndPoint(IPAddress.Loopback, 20_000));
        try
        {
            await client.ConnectAsync(new IPEndPoint(balancer.Ip!, balancer.Port), Loopback.Deadline);
            return (await client.ReadToEndAsync()).End;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return StreamEnd.Reset;
        }
    }
}
