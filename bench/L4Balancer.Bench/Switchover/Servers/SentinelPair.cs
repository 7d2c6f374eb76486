using System.Net;

namespace L4Balancer.Bench.Switchover.Servers;

/// <summary>Two Redis servers whose roles are switched by Sentinels, which pause no writes.</summary>
internal sealed class SentinelPair(IPEndPoint first, IPEndPoint second, IReadOnlyList<IPEndPoint> sentinels)
    : RedisPair(first, second)
{
    public const string Name = "drill";

    public override string OwnHealth =>
        $"type: redis, redis: {{ sentinel: {{ name: {Name}, at: "
        + $"[{string.Join(", ", sentinels.Select(s => $"\"{s}\""))}] }} }}";

    public override async Task SwitchAsync(CancellationToken stop)
    {
        await AskAsync(sentinels[0], $"SENTINEL FAILOVER {Name}", stop);
        await UntilAsync(() => IsPrimaryAsync(Second, stop), stop);
    }

    /// <summary>The Sentinels do it.</summary>
    public override Task DemoteAsync(CancellationToken stop) =>
        UntilAsync(async () => !await IsPrimaryAsync(First, stop), stop);

    /// <summary>Each knows the replica and the other Sentinels: otherwise there is no failover.</summary>
    public Task WaitForSentinelsAsync(CancellationToken stop) => UntilAsync(
        async () =>
        {
            foreach (var sentinel in sentinels)
            {
                var known = await AskAsync(sentinel, $"SENTINEL CKQUORUM {Name}", stop);
                var others = await AskAsync(sentinel, $"SENTINEL SENTINELS {Name}", stop);
                var replicas = await AskAsync(sentinel, $"SENTINEL REPLICAS {Name}", stop);
                if (!known.StartsWith("OK", StringComparison.Ordinal)) return false;
                if (others.Length == 0 || !replicas.Contains($"{Second.Port}", StringComparison.Ordinal)) return false;
            }

            return true;
        },
        stop);
}
