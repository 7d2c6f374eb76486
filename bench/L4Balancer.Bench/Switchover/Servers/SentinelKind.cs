using System.Net;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Switchover.Servers;

/// <summary>Redis; three Sentinels switch the roles.</summary>
internal sealed class SentinelKind : RedisKind
{
    private const int Sentinels = 3;

    public override string Name => "redis-sentinel";

    public override string? Missing(Toolbox tools) => base.Missing(tools);

    public override async Task<ReplicaPair> StartAsync(Stage stage, CancellationToken stop)
    {
        var first = await StartServerAsync(stage, [], stop);
        var second = await StartServerAsync(stage, ["--replicaof", $"127.0.0.1 {first.Port}"], stop);
        var sentinels = new IPEndPoint[Sentinels];
        for (var i = 0; i < Sentinels; i++) sentinels[i] = await StartSentinelAsync(stage, first, stop);
        var pair = new SentinelPair(first, second, sentinels);
        await pair.WaitForReplicaAsync(stop);
        await pair.WaitForSentinelsAsync(stop);
        return pair;
    }

    private static async Task<IPEndPoint> StartSentinelAsync(Stage stage, IPEndPoint primary, CancellationToken stop)
    {
        var (_, address) = await Ports.StartAsync(
            stage.Processes, port => [stage.Tools.RedisServer!, Config(port), "--sentinel"], stop);
        return address;

        string Config(int port) => stage.NewFile(
            "sentinel.conf",
            $"""
            bind 127.0.0.1
            port {port}
            sentinel monitor {SentinelPair.Name} 127.0.0.1 {primary.Port} 2
            sentinel down-after-milliseconds {SentinelPair.Name} 2000
            sentinel failover-timeout {SentinelPair.Name} 10000

            """);
    }
}
