using System.CommandLine;
using L4Balancer.Bench.Compare;
using L4Balancer.Bench.Compare.Arguments;
using L4Balancer.Bench.Compare.Balancers;
using L4Balancer.Bench.Drill.Balancers;
using L4Balancer.Bench.Drill.Faults;
using L4Balancer.Bench.Drill.Servers;
using L4Balancer.Bench.Load.Arguments;

namespace L4Balancer.Bench.Drill;

/// <summary>Parses the command line of <c>failover-drill</c>.</summary>
internal static class DrillArguments
{
    private static readonly TimeSpan TimeMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TimeMax = TimeSpan.FromMinutes(10);

    private static readonly Option<string> Servers = new("--servers")
    {
        Description = "What the three servers are: redis, mariadb.",
        HelpName = "NAME",
        DefaultValueFactory = _ => ServerKind.All[0].Name,
    };

    private static readonly Option<string?> Faults = new("--faults")
    {
        Description = "Only these: kill, stop, slow, accept-and-close, cut. [default: all]",
        HelpName = "NAME[,NAME]",
    };

    private static readonly Option<string?> Balancers = new("--balancers")
    {
        Description = "Only these: haproxy, nginx, native, portable, and other builds. [default: all]",
        HelpName = "NAME[,NAME]",
    };

    private static readonly Option<string[]> Build = new("--build")
    {
        Description = "Add another build of l4balancer (a published program or a dll), with the native engine.",
        HelpName = "NAME=PATH",
    };

    private static readonly Option<string> Policy = new("--policy")
    {
        Description = "The policy of the pool; HAProxy and nginx use the one of theirs that is most like it.",
        HelpName = "POLICY",
        DefaultValueFactory = _ => "round-robin",
    };

    private static readonly Option<string?> WeighBy = new("--weigh-by")
    {
        Description = "What l4balancer weighs the servers by; HAProxy and nginx have nothing like it without an agent.",
        HelpName = "SIGNAL",
    };

    private static readonly Option<int> Sessions = new("--sessions")
    {
        Description = "Sessions of each cell.",
        CustomParser = Quantities.Number(10, 1_000_000),
        DefaultValueFactory = _ => 4300,
    };

    private static readonly Option<int> Rate = new("--rate")
    {
        Description = "Sessions per second.",
        CustomParser = Quantities.Number(1, 5_000),
        DefaultValueFactory = _ => 300,
    };

    private static readonly Option<TimeSpan> FaultAt = new("--fault-at")
    {
        Description = "When the fault begins, from the first session.",
        CustomParser = Quantities.Duration(TimeMin, TimeMax),
        DefaultValueFactory = _ => TimeSpan.FromSeconds(3),
    };

    private static readonly Option<TimeSpan> FaultFor = new("--fault-for")
    {
        Description = "How long the fault lasts.",
        CustomParser = Quantities.Duration(TimeMin, TimeMax),
        DefaultValueFactory = _ => TimeSpan.FromSeconds(6),
    };

    public static IEnumerable<Option> All =>
    [
        Servers, Faults, Balancers, Build, Policy, WeighBy, Sessions, Rate, FaultAt, FaultFor,
        .. CompareArguments.Programs, CompareArguments.JsonFile,
    ];

    /// <exception cref="CompareException">An option is invalid, or a program is not installed.</exception>
    public static (DrillOptions Options, IReadOnlyList<string> Missing) Read(ParseResult parsed)
    {
        var options = new DrillOptions
        {
            Tools = CompareArguments.ToolsOf(parsed),
            Servers = ServersOf(parsed),
            Policy = parsed.GetValue(Policy)!,
            WeighBy = parsed.GetValue(WeighBy),
            Sessions = parsed.GetValue(Sessions),
            Rate = parsed.GetValue(Rate),
            FaultAt = parsed.GetValue(FaultAt),
            FaultFor = parsed.GetValue(FaultFor),
            HasOwnNetwork = OwnNetwork.IsHere,
            JsonFile = CompareArguments.Writable(parsed, CompareArguments.JsonFile),
        };
        if (options.Servers.Missing(options.Tools) is { } program)
            throw new CompareException($"{program} is not installed.");
        if (options.FaultAt + options.FaultFor >= TimeSpan.FromSeconds((double)options.Sessions / options.Rate))
        {
            throw new CompareException(
                "The sessions end before the fault does: more --sessions, or a lower --rate.", BenchExitCodes.Usage);
        }

        var balancers = Selection.Of(
            "--balancers", BalancersOf(parsed), b => b.Name, parsed.GetValue(Balancers), _ => true);
        var faults = Selection.Of(
            "--faults", FaultList.Create(options), f => f.Name, parsed.GetValue(Faults), _ => true);
        var missing = balancers.Select(b => (b.Name, Why: b.Missing(options.Tools)))
            .Concat(faults.Select(f => (f.Name, Why: f.Missing(options))))
            .Where(m => m.Why is not null).Select(m => $"{m.Name} ({m.Why})").ToArray();
        return (options with
        {
            Balancers = [.. balancers.Where(b => b.Missing(options.Tools) is null)],
            Faults = [.. faults.Where(f => f.Missing(options) is null).Select(f => f.Name)],
        }, missing);
    }

    private static ServerKind ServersOf(ParseResult parsed)
    {
        var kinds = Selection.Of("--servers", ServerKind.All, k => k.Name, parsed.GetValue(Servers), _ => false);
        return kinds.Count == 1 ? kinds[0]
            : throw new CompareException("--servers: one kind at a time.", BenchExitCodes.Usage);
    }

    private static DrillBalancer[] BalancersOf(ParseResult parsed) =>
    [
        new HaproxyDrill(), new NginxDrill(), new OwnDrill(BalancerList.Guarded, BalancerList.Guarded),
        new OwnDrill("portable", "portable"), .. (parsed.GetValue(Build) ?? []).Select(OwnDrill.ParseBuild),
    ];
}
