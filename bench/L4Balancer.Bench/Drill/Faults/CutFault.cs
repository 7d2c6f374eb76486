using L4Balancer.Bench.Compare;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Drill.Faults;

/// <summary>
/// Packets from and to the server are dropped, as with a pulled cable: connects and answers never come. By a rule of
/// the network namespace that the drill runs in.
/// </summary>
internal sealed class CutFault(Toolbox tools) : Fault
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public override string Name => "cut";

    public override string Title => "the network drops its packets";

    public override string? Missing(DrillOptions options)
    {
        if (tools.Nft is null) return "nftables is not installed";
        return options.HasOwnNetwork ? null : "it needs root, for a network namespace of its own";
    }

    public override Task BeginAsync(DrillServer server, CancellationToken stop) => RunAsync(
        stop, "add", "table", "ip", "drill", ";",
        "add", "chain", "ip", "drill", "cut", "{ type filter hook input priority 0 ; }", ";",
        "add", "rule", "ip", "drill", "cut", "tcp", "dport", $"{server.Address.Port}", "drop", ";",
        "add", "rule", "ip", "drill", "cut", "tcp", "sport", $"{server.Address.Port}", "drop");

    public override Task EndAsync(DrillServer server, CancellationToken stop) =>
        RunAsync(stop, "delete", "table", "ip", "drill");

    private async Task RunAsync(CancellationToken stop, params string[] words)
    {
        var result = await ProgramRun.ToEndAsync([tools.Nft!, string.Join(' ', words)], Patience, stop);
        if (result.ExitCode != 0) throw new CompareException($"nft failed: {result.LastLine}");
    }
}
