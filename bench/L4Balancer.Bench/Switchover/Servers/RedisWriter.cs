using L4Balancer.Bench.Switchover.Sessions;

namespace L4Balancer.Bench.Switchover.Servers;

/// <summary>Adds members to a set.</summary>
internal sealed class RedisWriter(RedisSession session, int server) : IWriter
{
    public const string Key = "writes";

    public int Server => server;

    public async Task WriteAsync(long id, CancellationToken stop) =>
        _ = await session.AskAsync($"SADD {Key} {id}", stop);

    public ValueTask DisposeAsync() => session.DisposeAsync();
}
