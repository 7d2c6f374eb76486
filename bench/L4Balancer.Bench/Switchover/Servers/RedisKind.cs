using System.Net;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Switchover.Servers;

/// <summary>Redis; the roles are switched by hand.</summary>
internal class RedisKind : PairKind
{
    public override string Name => "redis";

    public override string? Missing(Toolbox tools) => tools.RedisServer is null ? "redis-server" : null;

    public override async Task<ReplicaPair> StartAsync(Stage stage, CancellationToken stop)
    {
        var first = await StartServerAsync(stage, [], stop);
        var second = await StartServerAsync(stage, ["--replicaof", $"127.0.0.1 {first.Port}"], stop);
        var pair = new RedisPair(first, second);
        await pair.WaitForReplicaAsync(stop);
        return pair;
    }

    protected static async Task<IPEndPoint> StartServerAsync(Stage stage, string[] more, CancellationToken stop)
    {
        var folder = stage.NewFolder("redis");
        var (_, address) = await Ports.StartAsync(stage.Processes, CommandOf, stop);
        return address;

        string[] CommandOf(int port) =>
        [
            stage.Tools.RedisServer!, "--bind", "127.0.0.1", "--port", $"{port}", "--save", "", "--appendonly", "no",
            "--daemonize", "no", "--dir", folder, "--repl-diskless-sync-delay", "0", .. more,
        ];
    }
}
