using System.Globalization;
using System.Net;
using System.Net.Sockets;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Children;

/// <summary>
/// In a separate network: short sessions to one backend until no port is left, first from one source address, then from
/// four. The client ends each session, so the balancer's port stays in use (TIME_WAIT, a minute): as many ports are in
/// use at once as sessions were served. With the 28,232 ports that the kernel has by default, if
/// <see cref="AllPorts"/> is set: more than 100,000 connections to one backend.
/// </summary>
internal static class SourcePortsScenario
{
    public const string Name = "source-ports";

    /// <summary>An environment variable; about a minute of an idle machine.</summary>
    public const string AllPorts = "L4B_ALL_PORTS";

    private const int FewPorts = 50;
    private const int ClientPorts = 20_000;
    private static int _clients;

    public static async Task RunAsync(TestedEngine engine)
    {
        await PrepareAsync();
        using var backend = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        backend.Bind(new IPEndPoint(IPAddress.Parse("10.50.1.1"), 9000));
        backend.Listen(4096);
        using var stop = new CancellationTokenSource();
        var serving = EchoServer.RunAsync(backend, stop.Token);
        await using var one = await StartAsync(engine, backend, 1, 1);
        await using var four = await StartAsync(engine, backend, 11, 4);
        if (!IsLong)
        {
            await File.WriteAllTextAsync(
                "/proc/sys/net/ipv4/ip_local_port_range",
                string.Create(CultureInfo.InvariantCulture, $"40000 {40_000 + FewPorts - 1}"));
        }

        ChildProgram.Tell("ports", await PortsAsync());
        ChildProgram.Tell("from-one", await UseUpAsync(one));
        ChildProgram.Tell("from-four", await UseUpAsync(four));
        ChildProgram.Tell("in-use", InUse());
        ChildProgram.Tell(
            "blamed",
            one.Backend(backend).Counters.ConnectFailures + four.Backend(backend).Counters.ConnectFailures);
        await stop.CancelAsync();
        await serving;
    }

    private static bool IsLong => Environment.GetEnvironmentVariable(AllPorts) is not null;

    private static async Task PrepareAsync()
    {
        await ChildProcess.OutputOfAsync("ip", "link", "set", "lo", "up");
        foreach (var address in (string[])["0.1", "0.11", "0.12", "0.13", "0.14", "1.1"])
            await ChildProcess.OutputOfAsync("ip", "address", "add", $"10.50.{address}/32", "dev", "lo");

        // By default a port to this machine is used again after a second.
        await File.WriteAllTextAsync("/proc/sys/net/ipv4/tcp_tw_reuse", "0");
        await File.WriteAllTextAsync("/proc/sys/net/ipv4/tcp_max_tw_buckets", "1000000");
    }

    private static Task<RunningBalancer> StartAsync(TestedEngine engine, Socket backend, int first, int count) =>
        RunningBalancer.StartAsync(
            engine, [Loopback.AddressOf(backend)], options: ChildProgram.Quiet,
            pool: pool => pool with
            {
                Source = new SourceConfig
                {
                    Addresses = [.. Enumerable.Range(first, count).Select(i => IPAddress.Parse($"10.50.0.{i}"))],
                },
            });

    /// <summary>Returns the number of sessions until the balancer had no port for one.</summary>
    private static async Task<int> UseUpAsync(RunningBalancer balancer)
    {
        var served = await Task.WhenAll(Enumerable.Range(0, IsLong ? 16 : 2).Select(_ => WorkAsync(balancer.Address)));
        await balancer.EndedAsync(CloseReason.RefusedLocalShortage);
        return served.Sum();
    }

    private static async Task<int> WorkAsync(NetAddress address)
    {
        var served = 0;
        while (await IsServedAsync(address)) served++;
        return served;
    }

    private static async Task<bool> IsServedAsync(NetAddress address)
    {
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var number = Interlocked.Increment(ref _clients);
        try
        {
            // Explicit: the kernel's ports are for the balancer.
            client.Bind(new IPEndPoint(
                new IPAddress([127, 1, 0, (byte)(1 + number / ClientPorts)]), 10_000 + number % ClientPorts));
            await client.ConnectAsync(new IPEndPoint(address.Ip!, address.Port), Loopback.Deadline);
            await client.SendAsync("?");
            await client.ReadAsync(1);
            client.Shutdown(SocketShutdown.Send);
            return (await client.ReadToEndAsync()).End == StreamEnd.Fin;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task<int> PortsAsync()
    {
        var words = (await File.ReadAllTextAsync("/proc/sys/net/ipv4/ip_local_port_range")).Split('\t');
        var (first, last) = (int.Parse(words[0], CultureInfo.InvariantCulture), words[1]);
        return int.Parse(last, CultureInfo.InvariantCulture) - first + 1;
    }

    /// <summary>Connections of the balancer to the backend, in TIME_WAIT.</summary>
    private static int InUse() =>
        File.ReadLines("/proc/net/tcp").Count(line => line.Contains(" 0101320A:2328 06 ", StringComparison.Ordinal));
}
