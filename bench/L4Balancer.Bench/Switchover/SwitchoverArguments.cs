using System.CommandLine;
using L4Balancer.Bench.Compare;
using L4Balancer.Bench.Compare.Arguments;
using L4Balancer.Bench.Compare.Balancers;
using L4Balancer.Bench.Load.Arguments;
using L4Balancer.Bench.Switchover.Balancers;
using L4Balancer.Bench.Switchover.Servers;

namespace L4Balancer.Bench.Switchover;

/// <summary>Parses the command line of <c>switchover-drill</c>.</summary>
internal static class SwitchoverArguments
{
    private static readonly TimeSpan TimeMin = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan TimeMax = TimeSpan.FromMinutes(10);

    private static readonly Option<string?> Servers = new("--servers")
    {
        Description = "Only these: redis, redis-sentinel, mariadb, postgresql. [default: all that are installed]",
        HelpName = "NAME[,NAME]",
    };

    private static readonly Option<string?> Balancers = new("--balancers")
    {
        Description = "Only these: haproxy, native, portable, and other builds. [default: all]",
        HelpName = "NAME[,NAME]",
    };

    private static readonly Option<string[]> Build = new("--build")
    {
        Description = "Add another build of l4balancer (a published program or a dll), with the native engine.",
        HelpName = "NAME=PATH",
    };

    private static readonly Option<int> Clients = new("--clients")
    {
        Description = "Clients, each with one long-lived session.",
        CustomParser = Quantities.Number(1, 1000),
        DefaultValueFactory = _ => 20,
    };

    private static readonly Option<TimeSpan> Before = new("--before")
    {
        Description = "How long the clients write before the switch-over.",
        CustomParser = Quantities.Duration(TimeMin, TimeMax),
        DefaultValueFactory = _ => TimeSpan.FromSeconds(4),
    };

    private static readonly Option<TimeSpan> After = new("--after")
    {
        Description = "How long they write after it, at least, and until all write to the new primary.",
        CustomParser = Quantities.Duration(TimeMin, TimeMax),
        DefaultValueFactory = _ => TimeSpan.FromSeconds(8),
    };

    private static readonly Option<int> Rounds = new("--rounds")
    {
        Description = "How often every cell is measured.",
        CustomParser = Quantities.Number(1, 100),
        DefaultValueFactory = _ => 1,
    };

    public static IEnumerable<Option> All =>
    [
        Servers, Balancers, Build, Clients, Before, After, Rounds,
        .. CompareArguments.Programs, CompareArguments.JsonFile,
    ];

    /// <exception cref="CompareException">An option is invalid, or nothing is installed.</exception>
    public static (SwitchoverOptions Options, IReadOnlyList<string> Missing) Read(ParseResult parsed)
    {
        var tools = CompareArguments.ToolsOf(parsed);
        var servers = Selection.Of("--servers", PairKind.All, k => k.Name, parsed.GetValue(Servers), _ => true);
        SwitchoverBalancer[] all =
        [
            new HaproxySwitchover(), new OwnSwitchover(BalancerList.Guarded, BalancerList.Guarded),
            new OwnSwitchover("portable", "portable"),
            .. (parsed.GetValue(Build) ?? []).Select(OwnSwitchover.ParseBuild),
        ];
        var balancers = Selection.Of("--balancers", all, b => b.Name, parsed.GetValue(Balancers), _ => true);
        var missing = servers.Select(s => (s.Name, Why: s.Missing(tools)))
            .Concat(balancers.Select(b => (b.Name, Why: b.Missing(tools))))
            .Where(m => m.Why is not null).Select(m => $"{m.Name} ({m.Why})").ToArray();
        var options = new SwitchoverOptions
        {
            Tools = tools,
            Servers = [.. servers.Where(s => s.Missing(tools) is null)],
            Balancers = [.. balancers.Where(b => b.Missing(tools) is null)],
            Clients = parsed.GetValue(Clients),
            Before = parsed.GetValue(Before),
            After = parsed.GetValue(After),
            Rounds = parsed.GetValue(Rounds),
            JsonFile = CompareArguments.Writable(parsed, CompareArguments.JsonFile),
        };
        if (options.Servers.Count == 0 || options.Balancers.Count == 0)
            throw new CompareException($"Nothing can be measured: {string.Join(", ", missing)}.");
        return (options, missing);
    }
}
