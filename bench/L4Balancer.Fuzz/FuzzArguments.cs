using System.CommandLine;
using L4Balancer.Fuzz.Running;
using L4Balancer.Fuzz.Targets;

namespace L4Balancer.Fuzz;

/// <summary>The options of the command line.</summary>
internal static class FuzzArguments
{
    private static readonly TimeSpan TimeDefault = TimeSpan.FromMinutes(1);

    private static readonly Option<string[]> Target = new("--target", "-t")
    {
        Description = "Only this target; may be given several times. Default: all.",
    };

    private static readonly Option<long?> Executions = new("--executions", "-n")
    {
        Description = "Ends after so many executions of all targets together.",
    };

    private static readonly Option<double?> Seconds = new("--seconds", "-s")
    {
        Description = "Ends after so many seconds. Default: 60, if --executions is not given.",
    };

    private static readonly Option<int?> Seed = new("--seed")
    {
        Description = "Of the random changes. Default: a new one each time; it is printed.",
    };

    private static readonly Option<string> Crashes = new("--crashes")
    {
        Description = "The folder for inputs that fail.",
        DefaultValueFactory = _ => Path.Combine("out", "fuzz"),
    };

    private static readonly Option<bool> List = new("--list")
    {
        Description = "Lists the targets.",
    };

    private static readonly Option<FileInfo?> Input = new("--input", "-i")
    {
        Description = "Runs this file alone, through the one --target, and shows how it fails.",
    };

    public static IReadOnlyList<Option> All => [Target, Executions, Seconds, Seed, Crashes, List, Input];

    public static bool IsList(ParseResult parsed) => parsed.GetValue(List);

    /// <summary>Null if there is none.</summary>
    public static FileInfo? InputOf(ParseResult parsed) => parsed.GetValue(Input);

    /// <exception cref="UsageException">A target is unknown.</exception>
    public static IReadOnlyList<FuzzTarget> TargetsOf(ParseResult parsed) =>
        parsed.GetValue(Target) is { Length: > 0 } names ? [.. names.Select(Find)] : FuzzTargets.All;

    /// <exception cref="UsageException">A target is unknown.</exception>
    public static FuzzOptions Read(ParseResult parsed)
    {
        var executions = parsed.GetValue(Executions);
        var seconds = parsed.GetValue(Seconds);
        return new FuzzOptions(
            TargetsOf(parsed), parsed.GetValue(Seed) ?? Random.Shared.Next(), parsed.GetValue(Crashes)!)
        {
            Executions = executions,
            Time = seconds is { } given ? TimeSpan.FromSeconds(given) : executions is null ? TimeDefault : null,
        };
    }

    private static FuzzTarget Find(string name) => FuzzTargets.All.FirstOrDefault(target => target.Name == name)
        ?? throw new UsageException($"There is no target {name}; --list shows them.");
}
