using System.Net;
using System.Net.Sockets;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Children;

/// <summary>
/// In a separate network: short sessions to one backend until no port is left, first from one source address, then from
/// four. The client ends each session, so the balancer's port stays in use (TIME_WAIT, a minute): as many ports are in
/// use at once as sessions were served.
/// </summary>
internal static class SourcePortsScenario
{
    public const string Name = "source-ports";

    private const int Ports = 50;
    private const int FirstClientPort = 10_000;
    private static int _clients;

    public static async Task RunAsync(TestedEngine engine)
    {
        await using var network = await SourcePortsNetwork.CreateAsync();
        await using var one = await network.StartAsync(engine, 1, 1);
        await using var four = await network.StartAsync(engine, 11, 4);
        await SourcePortsNetwork.LimitPortsAsync(40_000, 40_000 + Ports - 1);
        ChildProgram.Tell("ports", Ports);
        ChildProgram.Tell("from-one", await UseUpAsync(one));
        ChildProgram.Tell("from-four", await UseUpAsync(four));
        ChildProgram.Tell("in-use", SourcePortsNetwork.PortsInUse());
        ChildProgram.Tell("blamed", network.Blamed(one) + network.Blamed(four));
    }

    /// <summary>Returns the number of sessions until the balancer had no port for one.</summary>
    private static async Task<int> UseUpAsync(RunningBalancer balancer)
    {
        var served = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => WorkAsync(balancer)));
        await balancer.EndedAsync(CloseReason.RefusedLocalShortage);
        return served.Sum();
    }

    private static async Task<int> WorkAsync(RunningBalancer balancer)
    {
        var served = 0;
        while (await IsServedAsync(balancer)) served++;
        return served;
    }

    /// <summary>The client binds its port explicitly: the kernel's ports are for the balancer.</summary>
    private static async Task<bool> IsServedAsync(RunningBalancer balancer)
    {
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Bind(new IPEndPoint(IPAddress.Loopback, FirstClientPort + Interlocked.Increment(ref _clients)));
        return await SourcePortsNetwork.IsServedAsync(balancer, client);
    }
}
