using L4Balancer.Bench.Compare.Tools;
using L4Balancer.Bench.Drill.Servers;

namespace L4Balancer.Bench.Drill.Faults;

/// <summary>
/// Packets from and to the server are dropped, as with a pulled cable: connects and answers never come.
/// </summary>
internal sealed class CutFault(Toolbox tools) : NetworkFault(tools)
{
    public override string Name => "cut";

    public override string Title => "the network drops its packets";

    public override Task BeginAsync(DrillServer server, CancellationToken stop)
    {
        var port = server.Address.Port;
        return AddAsync(
            "type filter hook input priority 0", [$"tcp dport {port} drop", $"tcp sport {port} drop"], stop);
    }
}
