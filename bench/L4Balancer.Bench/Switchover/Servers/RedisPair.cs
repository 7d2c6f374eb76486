using System.Globalization;
using System.Net;
using L4Balancer.Bench.Switchover.Sessions;

namespace L4Balancer.Bench.Switchover.Servers;

/// <summary>Two Redis servers. Writes add members to a set.</summary>
internal class RedisPair(IPEndPoint first, IPEndPoint second) : ReplicaPair(first, second)
{
    protected static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    public override string OwnHealth => "type: redis";

    public override string HaproxyCheck => """
          option tcp-check
          tcp-check send INFO\ replication\r\n
          tcp-check expect string role:master
        """;

    public override async Task<IWriter> OpenAsync(IPEndPoint address, CancellationToken stop)
    {
        var session = await RedisSession.ConnectAsync(address, stop);
        try
        {
            var answer = await session.AskAsync("CONFIG GET port", stop);
            return new RedisWriter(session, int.Parse(answer.Split('\n')[^1], CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is WriteException or OperationCanceledException or FormatException)
        {
            await session.DisposeAsync();
            if (e is FormatException) throw new WriteException("no port", isSessionLost: true, e);
            throw;
        }
    }

    public override async Task<bool> IsPrimaryAsync(IPEndPoint server, CancellationToken stop) =>
        (await InfoAsync(server, stop))["role"] == "master";

    /// <summary>With writes paused, nothing is acknowledged that the replica does not have.</summary>
    public override async Task SwitchAsync(CancellationToken stop)
    {
        await AskAsync(First, "CLIENT PAUSE 10000 WRITE", stop);
        var end = (await InfoAsync(First, stop))["master_repl_offset"];
        await UntilAsync(async () => (await InfoAsync(Second, stop))["slave_repl_offset"] == end, stop);
        await AskAsync(Second, "REPLICAOF NO ONE", stop);
    }

    public override async Task DemoteAsync(CancellationToken stop)
    {
        await AskAsync(First, $"REPLICAOF 127.0.0.1 {Second.Port}", stop);
        await AskAsync(First, "CLIENT UNPAUSE", stop);
    }

    public override async Task<IReadOnlySet<long>> WrittenAsync(IPEndPoint server, CancellationToken stop)
    {
        var members = await AskAsync(server, $"SMEMBERS {RedisWriter.Key}", stop);
        return members.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToHashSet();
    }

    public Task WaitForReplicaAsync(CancellationToken stop) => UntilAsync(
        async () => (await InfoAsync(Second, stop)).GetValueOrDefault("master_link_status") == "up", stop);

    protected static async Task<string> AskAsync(IPEndPoint server, string command, CancellationToken stop)
    {
        await using var session = await RedisSession.ConnectAsync(server, stop);
        return await session.AskAsync(command, stop);
    }

    /// <summary>An error means that it does not hold yet.</summary>
    protected static async Task UntilAsync(Func<Task<bool>> holds, CancellationToken stop)
    {
        while (!await HoldsAsync(holds)) await Task.Delay(Step, stop);
    }

    private static async Task<bool> HoldsAsync(Func<Task<bool>> holds)
    {
        try
        {
            return await holds();
        }
        catch (WriteException)
        {
            return false;
        }
    }

    private static async Task<Dictionary<string, string>> InfoAsync(IPEndPoint server, CancellationToken stop)
    {
        var lines = (await AskAsync(server, "INFO replication", stop)).Split("\r\n");
        return lines.Select(line => line.Split(':', 2)).Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1]);
    }
}
