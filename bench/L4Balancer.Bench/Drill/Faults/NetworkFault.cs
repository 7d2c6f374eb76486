using L4Balancer.Bench.Compare;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Tools;
using L4Balancer.Bench.Drill.Servers;

namespace L4Balancer.Bench.Drill.Faults;

/// <summary>
/// A fault that is a table of nftables in the network namespace that the drill runs in. The server itself goes on.
/// </summary>
internal abstract class NetworkFault(Toolbox tools) : Fault
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public override string? Missing(DrillOptions options)
    {
        if (tools.Nft is null) return "nftables is not installed";
        return options.HasOwnNetwork ? null : "it needs root, for a network namespace of its own";
    }

    public override Task EndAsync(DrillServer server, CancellationToken stop) =>
        RunAsync("delete table ip drill", stop);

    /// <param name="chain">The hook of the only chain.</param>
    /// <param name="rules">Its rules.</param>
    protected Task AddAsync(string chain, IEnumerable<string> rules, CancellationToken stop) => RunAsync(
        string.Join(" ; ",
            ["add table ip drill", $"add chain ip drill rules {{ {chain} ; }}", .. rules.Select(Rule)]),
        stop);

    private static string Rule(string rule) => $"add rule ip drill rules {rule}";

    private async Task RunAsync(string commands, CancellationToken stop)
    {
        var result = await ProgramRun.ToEndAsync([tools.Nft!, commands], Patience, stop);
        if (result.ExitCode != 0) throw new CompareException($"nft failed: {result.LastLine}");
    }
}
