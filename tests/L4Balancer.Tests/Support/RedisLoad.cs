using System.Net.Sockets;

namespace L4Balancer.Tests.Support;

/// <summary>Short sessions of Redis clients.</summary>
internal static class RedisLoad
{
    public static ShortSessions Start(int workers, int port) => ShortSessions.Start(workers, () => SessionAsync(port));

    /// <summary>Connects, PING, PONG, closes.</summary>
    public static async Task SessionAsync(int port)
    {
        using var connection = await ConnectAsync(port);
        var answer = await connection.AskAsync("PING");
        if (answer != "PONG") throw new InvalidDataException($"PING was answered with {answer}");
    }

    private static async Task<RedisConnection> ConnectAsync(int port)
    {
        try
        {
            return await RedisConnection.OpenAsync("127.0.0.1", port);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            throw new ConnectFailedException(e);
        }
    }
}
