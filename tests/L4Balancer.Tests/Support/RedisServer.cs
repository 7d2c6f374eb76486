using System.Globalization;
using System.Net.Sockets;

namespace L4Balancer.Tests.Support;

/// <summary>A real redis-server without persistence.</summary>
/// <param name="host">The address that it binds.</param>
/// <param name="launcher">The command that runs it, such as <c>ip netns exec</c>.</param>
internal sealed class RedisServer(string host = "127.0.0.1", IReadOnlyList<string>? launcher = null) : RealServer
{
    public override string Address => $"{host}:{Port}";

    /// <summary>Starts several servers at the same time.</summary>
    public static async Task<RedisServer[]> StartAsync(int count)
    {
        Needs.Programs("redis-server", "redis-cli", "redis-benchmark");
        var servers = Enumerable.Range(0, count).Select(_ => new RedisServer()).ToArray();
        await StartAllAsync(servers);
        return servers;
    }

    /// <summary>Resets the count of connections.</summary>
    public async Task ForgetConnectionsAsync()
    {
        using var connection = await RedisConnection.OpenAsync(host, Port);
        await connection.AskAsync("CONFIG", "RESETSTAT");
    }

    /// <summary>
    /// Connections accepted since <see cref="ForgetConnectionsAsync"/>, not counting the connection that asks.
    /// </summary>
    public async Task<long> ConnectionsReceivedAsync()
    {
        using var connection = await RedisConnection.OpenAsync(host, Port);
        var info = await connection.AskAsync("INFO", "stats");
        var count = info.Split("total_connections_received:")[1].Split('\r')[0];
        return long.Parse(count, CultureInfo.InvariantCulture) - 1;
    }

    protected override TestProcess Launch() =>
        TestProcess.Start(
        [
            .. launcher ?? [], "redis-server", "--bind", host, "--port", $"{Port}", "--protected-mode", "no",
            "--save", "", "--appendonly", "no", "--dir", Folder.Path,
        ]);

    protected override async Task<bool> AnswersAsync()
    {
        try
        {
            using var connection = await RedisConnection.OpenAsync(host, Port);
            return await connection.AskAsync("PING") == "PONG";
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }
}
