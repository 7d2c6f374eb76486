using System.Net;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;

namespace L4Balancer.Bench.Compare.Backends;

/// <summary>A redis-server without persistence, for up to 10,000 clients.</summary>
internal sealed class RedisBackend(string program) : IBackend
{
    public string Name => "redis-server";

    public async Task<IPEndPoint> StartAsync(
        Stage stage, NetworkPlace place, CancellationToken stop)
    {
        var folder = stage.NewFolder("redis");
        var (_, address) = await Ports.StartAsync(
            stage.Processes, port => place.Run(CommandOf(port, folder)), stop);
        return address;
    }

    private IReadOnlyList<string> CommandOf(int port, string folder) =>
    [
        program, "--bind", "127.0.0.1", "--port", $"{port}", "--save", "", "--appendonly", "no", "--daemonize", "no",
        "--dir", folder, "--maxclients", "10000", "--tcp-backlog", "4096", "--timeout", "0",
        "--protected-mode", "no", // It would serve no loopback address but 127.0.0.1, and balancers have others.
    ];
}
