using L4Balancer.Bench.Drill.Servers;

namespace L4Balancer.Bench.Drill.Faults;

/// <summary>The process dies, and is started again: its port refuses connections meanwhile.</summary>
internal sealed class KillFault : Fault
{
    public override string Name => "kill";

    public override string Title => "SIGKILL, then started again";

    public override Task BeginAsync(DrillServer server, CancellationToken stop) => server.KillAsync();

    public override Task EndAsync(DrillServer server, CancellationToken stop) => server.StartAgainAsync(stop);
}
