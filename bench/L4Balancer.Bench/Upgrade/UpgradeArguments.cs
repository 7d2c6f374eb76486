using System.CommandLine;
using L4Balancer.Bench.Compare;
using L4Balancer.Bench.Compare.Arguments;
using L4Balancer.Bench.Compare.Balancers;
using L4Balancer.Bench.Load.Arguments;
using L4Balancer.Bench.Upgrade.Balancers;

namespace L4Balancer.Bench.Upgrade;

/// <summary>Parses the command line of <c>upgrade-drill</c>.</summary>
internal static class UpgradeArguments
{
    private static readonly TimeSpan TimeMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TimeMax = TimeSpan.FromMinutes(10);

    private static readonly Option<string?> Balancers = new("--balancers")
    {
        Description = "Only these: haproxy-sf, haproxy-reload, haproxy-hard-stop, nginx-upgrade, nginx-reload, native, "
            + "portable, and other builds. [default: all]",
        HelpName = "NAME[,NAME]",
    };

    private static readonly Option<string[]> Build = new("--build")
    {
        Description = "Add another build of l4balancer (a published program or a dll), with the native engine.",
        HelpName = "NAME=PATH",
    };

    private static readonly Option<int> Idle = Number("--idle", "Long-lived sessions that send nothing.", 1000);

    private static readonly Option<int> Chatty =
        Number("--chatty", "Long-lived sessions that send, and check what comes back, 20 times a second.", 100);

    private static readonly Option<int> Rate = Number("--rate", "New sessions per second.", 100);

    private static readonly Option<int> HardStop = Number(
        "--hard-stop", "Seconds of hard-stop-after for haproxy-hard-stop.", 30);

    private static readonly Option<TimeSpan> Before = Time("--before", "How long the load runs before the upgrade.", 5);

    private static readonly Option<TimeSpan> After = Time("--after", "How long it runs afterwards.", 60);

    public static IEnumerable<Option> All =>
    [
        Balancers, Build, Idle, Chatty, Rate, HardStop, Before, After, .. CompareArguments.Programs,
        CompareArguments.JsonFile,
    ];

    /// <exception cref="CompareException">An option is invalid.</exception>
    public static (UpgradeOptions Options, IReadOnlyList<string> Missing) Read(ParseResult parsed)
    {
        var options = new UpgradeOptions
        {
            Tools = CompareArguments.ToolsOf(parsed),
            Idle = parsed.GetValue(Idle),
            Chatty = parsed.GetValue(Chatty),
            Rate = parsed.GetValue(Rate),
            Before = parsed.GetValue(Before),
            After = parsed.GetValue(After),
            JsonFile = CompareArguments.Writable(parsed, CompareArguments.JsonFile),
        };
        var balancers = Selection.Of(
            "--balancers", BalancersOf(parsed), b => b.Name, parsed.GetValue(Balancers), _ => true);
        var missing = balancers.Select(b => (b.Name, Why: b.Missing(options.Tools)))
            .Where(m => m.Why is not null).Select(m => $"{m.Name} ({m.Why})").ToArray();
        return (options with { Balancers = [.. balancers.Where(b => b.Missing(options.Tools) is null)] }, missing);
    }

    private static UpgradedBalancer[] BalancersOf(ParseResult parsed) =>
    [
        new HaproxyFinish(), new HaproxyReload("haproxy-reload"),
        new HaproxyReload("haproxy-hard-stop", parsed.GetValue(HardStop)), new NginxUpgrade(isReload: false),
        new NginxUpgrade(isReload: true), new OwnUpgrade(BalancerList.Guarded, BalancerList.Guarded),
        new OwnUpgrade("portable", "portable"), .. (parsed.GetValue(Build) ?? []).Select(OwnUpgrade.ParseBuild),
    ];

    private static Option<int> Number(string name, string description, int usual) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = Quantities.Number(1, 10_000),
        DefaultValueFactory = _ => usual,
    };

    private static Option<TimeSpan> Time(string name, string description, int seconds) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = Quantities.Duration(TimeMin, TimeMax),
        DefaultValueFactory = _ => TimeSpan.FromSeconds(seconds),
    };
}
