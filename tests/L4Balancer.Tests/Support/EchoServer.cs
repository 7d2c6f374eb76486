using System.Net.Sockets;
using L4Balancer.Core;

namespace L4Balancer.Tests.Support;

/// <summary>An echo server, and its client.</summary>
internal static class EchoServer
{
    /// <summary>Accepts until stopped, then waits for the connections that are open.</summary>
    /// <param name="pause">Before each answer.</param>
    /// <param name="closes">Whether it ends a connection instead of an answer.</param>
    public static async Task RunAsync(
        Socket listener, CancellationToken stop, TimeSpan pause = default, Func<bool>? closes = null)
    {
        var connections = new List<Task>();
        try
        {
            while (true) connections.Add(EchoAsync(await listener.AcceptAsync(stop), pause, closes));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    /// <summary>
    /// One connection after the other, each with a round trip and an orderly end, until stopped; any error fails.
    /// Returns their number.
    /// </summary>
    public static async Task<int> UseAsync(NetAddress address, CancellationToken stop)
    {
        var served = 0;
        for (; !stop.IsCancellationRequested; served++)
        {
            using var client = await Loopback.ConnectAsync(address);
            await client.SendAsync("question");
            Assert.That(await client.ReadAsync(8), Is.EqualTo("question"));
            client.Shutdown(SocketShutdown.Send);
            Assert.That((await client.ReadToEndAsync()).End, Is.EqualTo(StreamEnd.Fin));
        }

        return served;
    }

    /// <summary>A reset ends it like a FIN: the test's client decides whether one is allowed.</summary>
    private static async Task EchoAsync(Socket socket, TimeSpan pause, Func<bool>? closes)
    {
        using var owned = socket;
        var buffer = new byte[16 * 1024];
        var deadline = Loopback.DeadlineFor(long.MaxValue);
        try
        {
            for (int read; (read = await socket.ReceiveAsync(buffer, deadline)) > 0;)
            {
                if (closes is not null && closes()) return;
                if (pause > TimeSpan.Zero) await Task.Delay(pause, deadline);
                await socket.SendAsync(buffer.AsMemory(0, read), deadline);
            }
        }
        catch (SocketException)
        {
        }
    }
}
