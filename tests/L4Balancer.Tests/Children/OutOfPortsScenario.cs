using System.Net;
using System.Net.Sockets;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Children;

/// <summary>
/// In a separate network with two local ports: two sessions are served, the third finds no port. Then one
/// ends.
/// </summary>
internal static class OutOfPortsScenario
{
    private const int FirstClientPort = 20_000;

    public static async Task RunAsync(TestedEngine engine)
    {
        await ChildProcess.OutputOfAsync("ip", "link", "set", "lo", "up");
        using var backend = Loopback.Listen();
        await using var balancer =
            await RunningBalancer.StartAsync(engine, [Loopback.AddressOf(backend)], options: ChildProgram.Quiet);
        await File.WriteAllTextAsync("/proc/sys/net/ipv4/ip_local_port_range", "50000 50001");
        var sessions = new List<RelayedSession>();
        for (var i = 0; i < 2; i++)
            sessions.Add(new RelayedSession(await ConnectAsync(balancer, i), await Loopback.AcceptAsync(backend)));
        foreach (var session in sessions) await session.PingAsync();

        await RefusedAsync(balancer);
        ChildProgram.Tell("blamed", balancer.Backend(backend).Counters.ConnectFailures);
        foreach (var session in sessions) await session.PingAsync();
        sessions[0].Server.Reset();
        await balancer.EndedAsync(CloseReason.BackendReset);
        using var next = new RelayedSession(await ConnectAsync(balancer, 3), await Loopback.AcceptAsync(backend));
        await next.PingAsync();
        ChildProgram.Tell("served-again", true);
    }

    private static async Task RefusedAsync(RunningBalancer balancer)
    {
        try
        {
            (await ConnectAsync(balancer, 2)).Dispose();
        }
        catch (SocketException)
        {
            // Refused while it connected.
        }

        await balancer.EndedAsync(CloseReason.RefusedLocalShortage);
    }

    /// <summary>The client binds its port explicitly: the kernel's two ports are for the balancer.</summary>
    private static async Task<Socket> ConnectAsync(RunningBalancer balancer, int index)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Bind(new IPEndPoint(IPAddress.Loopback, FirstClientPort + index));
        await client.ConnectAsync(new IPEndPoint(balancer.Address.Ip!, balancer.Address.Port), Loopback.Deadline);
        return client;
    }
}
