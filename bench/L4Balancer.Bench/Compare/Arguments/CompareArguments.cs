using System.CommandLine;
using L4Balancer.Bench.Compare.Balancers;
using L4Balancer.Bench.Compare.Features;
using L4Balancer.Bench.Compare.Running;
using L4Balancer.Bench.Compare.Tools;
using L4Balancer.Bench.Compare.Workloads;

namespace L4Balancer.Bench.Compare.Arguments;

/// <summary>Parses the command line of <c>compare</c> into a plan.</summary>
internal static class CompareArguments
{
    private const int DefaultRounds = 3;
    private const int RoundsMax = 99;

    private static readonly TimeSpan QuickDuration = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DurationMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan DurationMax = TimeSpan.FromMinutes(10);

    private static readonly Option<string?> Rounds =
        Text("--rounds", "N", $"Number of measurements per cell (default {DefaultRounds}, 1 with --quick).");

    private static readonly Option<string?> Only = Text("--only", "NAME[,NAME]", "Only these workloads.");
    private static readonly Option<string?> Skip = Text("--skip", "NAME[,NAME]", "All but these workloads.");

    private static readonly Option<string?> Balancers =
        Text("--balancers", "NAME[,NAME]", "Only these; default: direct, haproxy, nginx, native, portable.");

    private static readonly Option<string?> With =
        Text("--with", "FEATURE", "Let all balancers do this too; --list shows the features.");

    private static readonly Option<string?> Duration =
        Text("--duration", "TIME", "Duration of a cell, such as 300ms or 5s; default: as fits into 20 minutes.");

    private static readonly Option<string?> Json = Text("--json", "FILE", "Write all measurements to this file.");
    private static readonly Option<string?> Svg = Text("--svg", "FILE", "Draw the ratios to HAProxy as a chart.");
    private static readonly Option<string?> Haproxy = Text("--haproxy", "PATH", "The haproxy to use; default: PATH.");
    private static readonly Option<string?> Nginx = Text("--nginx", "PATH", "The nginx to use; default: PATH.");

    private static readonly Option<string?> L4Balancer =
        Text("--l4balancer", "PATH", "The balancer to use, a published program or a dll; default: built here.");

    private static readonly Option<string[]> Other = new("--other")
    {
        Description = "Add another balancer, by its start command containing {listen} and {backend}.",
        HelpName = "NAME=COMMAND",
    };

    private static readonly Option<string[]> Build = new("--build")
    {
        Description = "Add another build of l4balancer (a published program or a dll), with the native engine.",
        HelpName = "NAME=PATH",
    };

    private static readonly Option<bool> Quick =
        new("--quick") { Description = "Three workloads, one short round: a quick look, not for publication." };

    private static readonly Option<bool> Guarded =
        new("--guard") { Description = "Only check native's CPU use against HAProxy's; exit code 1 if too high." };

    private static readonly Option<bool> Force =
        new("--force") { Description = "Measure even if the machine is busy." };

    private static readonly Option<bool> List =
        new("--list") { Description = "List the names of workloads and balancers, without measuring." };

    public static IEnumerable<Option> All =>
    [
        Rounds, Only, Skip, Balancers, With, Duration, Quick, Guarded, Force, Json, Svg, Haproxy, Nginx, L4Balancer,
        Other, Build, List,
    ];

    /// <summary>Options that would change the meaning of the guard.</summary>
    private static IEnumerable<Option> NotWithGuard =>
        [Rounds, Only, Skip, Balancers, With, Duration, Quick, Json, Svg, Other];

    /// <summary>The options that say which programs are used, see <see cref="ToolsOf"/>.</summary>
    public static IEnumerable<Option> Programs => [Haproxy, Nginx, L4Balancer];

    public static Option<string?> JsonFile => Json;

    public static bool IsList(ParseResult parsed) => parsed.GetValue(List);

    public static Toolbox ToolsOf(ParseResult parsed)
    {
        var installed = Toolbox.Installed();
        return installed with
        {
            Haproxy = Existing(parsed, Haproxy) ?? installed.Haproxy,
            Nginx = Existing(parsed, Nginx) ?? installed.Nginx,
            L4Balancer = Existing(parsed, L4Balancer) ?? installed.L4Balancer,
        };
    }

    /// <exception cref="CompareException">An option is invalid, or a program is not installed.</exception>
    public static CompareOptions Read(ParseResult parsed)
    {
        var tools = ToolsOf(parsed);
        IBalancer[] builds = [.. (parsed.GetValue(Build) ?? []).Select(OwnBalancer.ParseBuild)];
        if (!parsed.GetValue(Guarded)) return ReadPlan(parsed, tools, builds);
        var typed = NotWithGuard.Where(o => parsed.GetResult(o) is { Implicit: false }).Select(o => o.Name);
        return new CompareOptions { Tools = tools, GuardLines = GuardArguments.LinesOf(tools, builds, [.. typed]) };
    }

    private static CompareOptions ReadPlan(ParseResult parsed, Toolbox tools, IReadOnlyList<IBalancer> builds)
    {
        var isQuick = parsed.GetValue(Quick);
        var feature = FeatureOf(parsed.GetValue(With));
        var workloads = WorkloadsOf(parsed, isQuick, feature);
        var isNamed = parsed.GetValue(Balancers) is not null;
        IBalancer[] others = [.. (parsed.GetValue(Other) ?? []).Select(OtherBalancer.Parse), .. builds];
        var wanted = Selection.Of(
            "--balancers", [.. BalancerList.All, .. others], b => b.Name, parsed.GetValue(Balancers),
            b => BalancerList.Default.Contains(b) || others.Contains(b));
        var missing = wanted.Where(b => WhyNot(b) is not null).Select(b => $"{b.Name} ({WhyNot(b)})").ToArray();
        if (isNamed && missing.Length > 0)
            throw new CompareException($"Not available: {string.Join(", ", missing)}.");
        var present = wanted.Where(b => WhyNot(b) is null).ToArray();
        var rounds = RoundsOf(parsed.GetValue(Rounds), isQuick);
        var duration = DurationOf(parsed.GetValue(Duration))
            ?? (isQuick ? QuickDuration : ComparePlan.DurationFor(workloads, present.Length, rounds));
        return new CompareOptions
        {
            Plan = new ComparePlan(workloads, present, rounds, duration) { Feature = feature },
            Tools = tools,
            Missing = missing,
            IsForced = parsed.GetValue(Force),
            JsonFile = Writable(parsed, Json),
            SvgFile = Writable(parsed, Svg),
        };

        string? WhyNot(IBalancer balancer) => balancer.Missing(tools) ?? balancer.CannotDo(feature);
    }

    private static Feature FeatureOf(string? name)
    {
        if (name is null) return Feature.None;
        return FeatureList.All.FirstOrDefault(feature => feature.Name == name) ?? throw Wrong(
            $"--with: '{name}' is unknown (known: {string.Join(", ", FeatureList.All.Select(f => f.Name))}).");
    }

    private static Workload[] WorkloadsOf(ParseResult parsed, bool isQuick, Feature feature)
    {
        var usual = feature.Workloads.Length > 0 ? feature.Workloads
            : isQuick ? WorkloadList.Quick : WorkloadList.Default;
        var chosen = Selection.Of(
            "--only", WorkloadList.All, w => w.Name, parsed.GetValue(Only), w => usual.Contains(w.Name));
        var skipped = Selection.Of("--skip", WorkloadList.All, w => w.Name, parsed.GetValue(Skip), _ => false);
        Workload[] left = [.. chosen.Except(skipped)];
        return left.Length > 0 ? left : throw Wrong("with --only and --skip there is nothing to measure.");
    }

    private static int RoundsOf(string? text, bool isQuick)
    {
        if (text is null) return isQuick ? 1 : DefaultRounds;
        return int.TryParse(text, out var rounds) && rounds is >= 1 and <= RoundsMax
            ? rounds
            : throw Wrong($"--rounds: '{text}' is not a whole number from 1 to {RoundsMax}.");
    }

    private static TimeSpan? DurationOf(string? text)
    {
        if (text is null) return null;
        var time = DurationText.ParseOrNull(text);
        return time >= DurationMin && time <= DurationMax
            ? time
            : throw Wrong($"--duration: '{text}' is not a time from 100ms to 10m, such as 300ms or 5s.");
    }

    private static string? Existing(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is not { } path || File.Exists(path)
            ? parsed.GetValue(option)
            : throw Wrong($"{option.Name}: file {path} does not exist.");

    /// <summary>Checked now, not after twenty minutes.</summary>
    public static string? Writable(ParseResult parsed, Option<string?> option)
    {
        if (parsed.GetValue(option) is not { } path) return null;
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        return Directory.Exists(folder) && !Directory.Exists(path)
            ? path
            : throw Wrong($"{option.Name}: {path} cannot be written (no such directory, or it is a directory).");
    }

    private static CompareException Wrong(string message) => new(message, BenchExitCodes.Usage);

    private static Option<string?> Text(string name, string help, string description) =>
        new(name) { Description = description, HelpName = help };
}
