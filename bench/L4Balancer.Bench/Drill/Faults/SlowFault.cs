using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Drill.Servers;

namespace L4Balancer.Bench.Drill.Faults;

/// <summary>
/// The process runs 10 ms of every 200, as the kernel's CPU limit of a control group lets it: half of its answers take
/// longer than 100 ms, and every probe is answered.
/// </summary>
internal sealed class SlowFault : Fault
{
    private static readonly TimeSpan Still = TimeSpan.FromMilliseconds(190);
    private static readonly TimeSpan Running = TimeSpan.FromMilliseconds(10);

    private CancellationTokenSource? _end;
    private Task _throttling = Task.CompletedTask;

    public override string Name => "slow";

    public override string Title => "it runs 10 ms of every 200";

    public override Task BeginAsync(DrillServer server, CancellationToken stop)
    {
        _end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _throttling = ThrottleAsync(server, _end.Token);
        return Task.CompletedTask;
    }

    public override async Task EndAsync(DrillServer server, CancellationToken stop)
    {
        await _end!.CancelAsync();
        await _throttling;
        _end.Dispose();
    }

    private static async Task ThrottleAsync(DrillServer server, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            server.Signal(Signals.Stop);
            await Task.Delay(Still, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            server.Signal(Signals.Continue);
            await Task.Delay(Running, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
