using System.Net.Sockets;

namespace L4Balancer.Tests.Support;

/// <summary>A real Sentinel, which watches a primary on this machine together with others.</summary>
internal sealed class RedisSentinel(int primaryPort) : RealServer
{
    /// <summary>The name of the primary.</summary>
    public const string Name = "mymaster";

    /// <summary>Makes the replica the primary.</summary>
    public Task FailOverAsync() => Eventually.GetAsync(
        "the Sentinel knows a replica that it can promote", TimeSpan.FromSeconds(60),
        async () =>
        {
            using var connection = await RedisConnection.OpenAsync("127.0.0.1", Port);
            try
            {
                return await connection.AskAsync("SENTINEL", "FAILOVER", Name);
            }
            catch (IOException e)
            {
                return e.Message;
            }
        },
        answer => answer == "OK");

    protected override TestProcess Launch()
    {
        var config = Folder.PathOf("sentinel.conf");
        File.WriteAllText(config, $"""
            bind 127.0.0.1
            port {Port}
            dir {Folder.Path}
            sentinel monitor {Name} 127.0.0.1 {primaryPort} 2
            sentinel down-after-milliseconds {Name} 5000
            sentinel failover-timeout {Name} 10000

            """);
        return TestProcess.Start("redis-server", config, "--sentinel");
    }

    protected override async Task<bool> AnswersAsync()
    {
        try
        {
            using var connection = await RedisConnection.OpenAsync("127.0.0.1", Port);
            return await connection.AskAsync("PING") == "PONG";
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }
}
