using System.Net.Sockets;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Children;

/// <summary>
/// In a separate network, every packet to the client is lost, as if its machine had lost power. One session is idle
/// then, the second has an answer in flight, and the third has long paused with bytes waiting for it; no session
/// timeout is set.
/// </summary>
internal static class DeadPeerScenario
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>The balancer has half of it to see the pause: long enough for a machine that stops.</summary>
    private static readonly TimeSpan UserTimeout = 4 * Second;

    public static async Task RunAsync(TestedEngine engine)
    {
        await ChildProcess.OutputOfAsync("ip", "link", "set", "lo", "up");
        using var backend = Loopback.Listen();
        await using var balancer = await RunningBalancer.StartAsync(engine, [Loopback.AddressOf(backend)],
            Impatient, options: ChildProgram.Quiet);
        using var idle = await balancer.OpenAsync(backend);
        using var answering = await balancer.OpenAsync(backend);
        using var paused = await balancer.OpenAsync(backend);
        paused.Client.FixBuffers();
        var filling = FillAsync(paused.Server);
        await PausedAsync(balancer);
        await idle.PingAsync();
        await answering.PingAsync();
        await DropAsync(balancer.Address.Port);
        await answering.Server.SendAsync("an answer");
        await balancer.EndedAsync(CloseReason.ClientDead, 3);
        ChildProgram.Tell("idle-backend-sees", (await idle.Server.ReadToEndAsync()).End);
        ChildProgram.Tell("answering-backend-sees", (await answering.Server.ReadToEndAsync()).End);
        ChildProgram.Tell("paused-backend-sees", await filling);
    }

    /// <summary>Sends until it fails.</summary>
    private static async Task<SocketError> FillAsync(Socket socket)
    {
        try
        {
            while (true) await socket.SendAsync(new byte[100_000], Loopback.Deadline);
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }

    /// <summary>Longer than the user timeout.</summary>
    private static Task<long> PausedAsync(RunningBalancer balancer) => Eventually.GetAsync(
        "a client pauses", Loopback.Patience,
        async () => (await balancer.Balancer.Engine.ListSessionsAsync(new SessionFilter(), Loopback.Deadline))
            .Sessions.Max(session => session.ClientPaused),
        paused => paused >= 1.2 * UserTimeout.TotalMilliseconds);

    private static PoolConfig Impatient(PoolConfig pool) => pool with
    {
        Tcp = new TcpConfig
        {
            KeepaliveIdle = Second,
            KeepaliveInterval = Second,
            KeepaliveProbes = 1,
            UserTimeout = UserTimeout,
        },
        Timeouts = new TimeoutsConfig
        {
            ClientIdle = TimeSpan.Zero,
            ServerIdle = TimeSpan.Zero,
            HalfClosed = TimeSpan.Zero,
        },
    };

    private static async Task DropAsync(int port)
    {
        await ChildProcess.OutputOfAsync("nft", "add table ip test");
        await ChildProcess.OutputOfAsync("nft", "add chain ip test out { type filter hook output priority 0; }");
        await ChildProcess.OutputOfAsync("nft", $"add rule ip test out tcp sport {port} drop");
    }
}
