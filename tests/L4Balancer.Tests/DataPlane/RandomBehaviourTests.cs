using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane;

/// <summary>
/// Clients and backends that open, write, end, close and reset at random: nothing leaks and nothing is counted twice.
/// </summary>
[TestFixtureSource(typeof(Engines), nameof(Engines.All))]
internal sealed class RandomBehaviourTests(TestedEngine engine)
{
    private const int Sessions = 600;
    private const int AtOnce = 20;

    [Test]
    public async Task Nothing_is_left_of_sessions_that_end_in_every_way()
    {
        var seed = Seeds.Next();
        using var backend = Loopback.Listen();
        using var refusing = Loopback.Refuse();
        using var stop = new CancellationTokenSource();
        await using var balancer = await RunningBalancer.StartAsync(
            engine, [Loopback.AddressOf(backend), Loopback.AddressOf(refusing)],
            pool => pool with
            {
                Health = new HealthConfig { Type = ProbeKind.None, Fall = 100, Eject = TimeSpan.FromMilliseconds(100) },
            },
            listener => listener with { MaxConnections = AtOnce },
            options: o => o with { Descriptors = o.Descriptors with { Sessions = AtOnce } });
        var serving = ServeAsync(backend, seed, stop.Token);
        for (var round = 0; round < Sessions / AtOnce; round++)
        {
            // The places of the listener and of the process are just enough for one round: a lost place would refuse a
            // client of the next round.
            await Task.WhenAll(Enumerable.Range(0, AtOnce)
                .Select(i => ClientAsync(balancer, new Random(HashCode.Combine(seed, round, i)))));
            // Not earlier: a client may connect and disconnect before the balancer accepts it.
            var soFar = (round + 1) * AtOnce;
            await Eventually.HoldsAsync(
                () => balancer.Counters.EndedTotal >= soFar, () => $"{soFar} sessions ended");
            await balancer.NothingLeftAsync();
        }

        await stop.CancelAsync();
        await serving;
        var counters = balancer.Counters;
        Assert.That(counters.Accepted, Is.EqualTo(Sessions));
        Assert.That(counters.EndedTotal, Is.EqualTo(Sessions));
        Assert.That(counters.Ended(CloseReason.RefusedListenerFull), Is.Zero);
        Assert.That(counters.Ended(CloseReason.RefusedSessionLimit), Is.Zero);
        Assert.That(counters.Ended(CloseReason.Bug), Is.Zero);
    }

    private static async Task ClientAsync(RunningBalancer balancer, Random random)
    {
        using var client = await Loopback.TryConnectAsync(balancer.Address);
        if (client is not null) await BehaveAsync(client, random);
    }

    private static async Task ServeAsync(Socket backend, int seed, CancellationToken stop)
    {
        var sessions = new List<Task>();
        try
        {
            for (var i = 0; ; i++)
                sessions.Add(ServeOneAsync(await backend.AcceptAsync(stop), new Random(HashCode.Combine(seed, -1, i))));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(sessions);
        }
    }

    private static async Task ServeOneAsync(Socket server, Random random)
    {
        using (server) await BehaveAsync(server, random);
    }

    /// <summary>Takes some steps, then one of the ways to end.</summary>
    private static async Task BehaveAsync(Socket socket, Random random)
    {
        try
        {
            for (var steps = random.Next(5); steps > 0; steps--) await StepAsync(socket, random);
            switch (random.Next(4))
            {
                case 0:
                    socket.Reset();
                    return;
                case 1:
                    return;
                default:
                    socket.Shutdown(SocketShutdown.Send);
                    await socket.ReadToEndAsync();
                    return;
            }
        }
        catch (SocketException)
        {
            // The other side was faster.
        }
    }

    private static async Task StepAsync(Socket socket, Random random)
    {
        if (random.Next(2) == 0)
        {
            await socket.SendAsync(new byte[random.Next(1, 30_000)], Loopback.Deadline);
            return;
        }

        // Both sides may wait for the other to speak, so neither waits long.
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(1, 20)));
        try
        {
            await socket.ReceiveAsync(new byte[random.Next(1, 30_000)], patience.Token);
        }
        catch (OperationCanceledException)
        {
        }
    }
}
