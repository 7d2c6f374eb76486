using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Drill.Servers;

namespace L4Balancer.Bench.Drill.Faults;

/// <summary>
/// The process stands still, as with a stuck disk: the kernel accepts connections for it, and nothing answers.
/// </summary>
internal sealed class StopFault : Fault
{
    public override string Name => "stop";

    public override string Title => "SIGSTOP, then SIGCONT: it accepts and does not answer";

    public override Task BeginAsync(DrillServer server, CancellationToken stop)
    {
        server.Signal(Signals.Stop);
        return Task.CompletedTask;
    }

    public override Task EndAsync(DrillServer server, CancellationToken stop)
    {
        server.Signal(Signals.Continue);
        return Task.CompletedTask;
    }
}
