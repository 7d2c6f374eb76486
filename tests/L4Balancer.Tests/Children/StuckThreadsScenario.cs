using System.Net.Sockets;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Children;

/// <summary>
/// Somebody blocks the thread that delivers socket events. There is one in this process, and completions run on it as
/// they do in the daemon: the environment of the process says so.
/// </summary>
internal static class StuckThreadsScenario
{
    public static async Task RunAsync(TestedEngine engine)
    {
        using var backend = Loopback.Listen();
        await using var balancer =
            await RunningBalancer.StartAsync(engine, [Loopback.AddressOf(backend)], options: ChildProgram.Quiet);
        using var session = await balancer.OpenAsync(backend);
        ChildProgram.Tell("turns-before", await balancer.Balancer.IsTurningAsync(Loopback.Deadline));

        // What follows must not run on the thread that is to be blocked.
        await Task.Yield();
        using var stuck = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var blocking = BlockAsync(session.Client, stuck, release);
        session.Server.Send([1]);
        session.Server.Send([2]);
        stuck.Wait();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        ChildProgram.Tell("turns-while-stuck", await balancer.Balancer.IsTurningAsync(patience.Token));
        release.Set();
        await blocking;
        ChildProgram.Tell("turns-after", await balancer.Balancer.IsTurningAsync(Loopback.Deadline));
    }

    private static async Task BlockAsync(Socket socket, ManualResetEventSlim stuck, ManualResetEventSlim release)
    {
        await socket.ReceiveAsync(new byte[1]);
        stuck.Set();
        release.Wait();
    }
}
