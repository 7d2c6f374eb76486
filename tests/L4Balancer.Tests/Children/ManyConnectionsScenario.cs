using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Children;

/// <summary>
/// In a separate network: short sessions from four source addresses to one backend, one and a half times as many as one
/// address has ports. All ports are in use (TIME_WAIT) when the last session has ended, if that takes less than a
/// minute. With <see cref="Wanted"/> set to 100000 and all 64,512 ports it took 12 to 20 s on two cores.
/// </summary>
internal static class ManyConnectionsScenario
{
    public const string Name = "many-connections";

    /// <summary>An environment variable: the number of sessions; if it is set, an address has 64,512 ports.</summary>
    public const string Wanted = "L4B_CONNECTIONS";

    private const int Workers = 16;
    private const int FewPorts = 400;

    /// <summary>IP_BIND_ADDRESS_NO_PORT, ip(7): a port in use at one client's address is free at the others.</summary>
    private const int BindAddressNoPort = 24;

    public static async Task RunAsync(TestedEngine engine)
    {
        var wanted = int.TryParse(
            Environment.GetEnvironmentVariable(Wanted), CultureInfo.InvariantCulture, out var given) ? given : 0;
        var (first, last) = wanted > 0 ? (1024, ushort.MaxValue) : (40_000, 40_000 + FewPorts - 1);
        var ports = last - first + 1;
        if (wanted == 0) wanted = ports * 3 / 2;
        await using var network = await SourcePortsNetwork.CreateAsync();
        await using var balancer = await network.StartAsync(engine, 11, 4);
        await SourcePortsNetwork.LimitPortsAsync(first, last);
        var started = Stopwatch.GetTimestamp();
        var served = await Task.WhenAll(Enumerable.Range(0, Workers).Select(
            i => ServeAsync(balancer, new IPAddress([127, 1, 0, (byte)(i + 1)]), (wanted + i) / Workers)));
        ChildProgram.Tell("seconds", (int)Stopwatch.GetElapsedTime(started).TotalSeconds);
        ChildProgram.Tell("ports-of-one-address", ports);
        ChildProgram.Tell("served", served.Sum());
        ChildProgram.Tell("in-use", SourcePortsNetwork.PortsInUse());
        ChildProgram.Tell("blamed", network.Blamed(balancer));
    }

    private static async Task<int> ServeAsync(RunningBalancer balancer, IPAddress source, int wanted)
    {
        var served = 0;
        for (var i = 0; i < wanted; i++)
        {
            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            client.SetRawSocketOption((int)SocketOptionLevel.IP, BindAddressNoPort, [1, 0, 0, 0]);
            client.Bind(new IPEndPoint(source, 0));
            if (await SourcePortsNetwork.IsServedAsync(balancer, client)) served++;
        }

        return served;
    }
}
