using System.CommandLine;
using L4Balancer.Core;
using L4Balancer.Core.Config;

namespace L4Balancer.Cli.Acts;

/// <summary>Options shared by the verbs that change something.</summary>
internal sealed class ActOptions
{
    public Option<bool> Persist { get; } = new("--persist")
    {
        Description = "Also write the change to the config file; otherwise it is lost at a restart.",
    };

    public Option<long?> IfGeneration { get; } =
        OptionValues.Number("--if-generation", "Act only if this is the current generation.", 0, long.MaxValue);

    public Option<int?> Rate { get; } =
        OptionValues.Number("--rate", "Sessions to end per second; default: all at once.", 1, Limits.ConnectionsMax);

    public Option<string?> Deadline { get; } = OptionValues.Duration(
        "--deadline", "Time from now after which remaining sessions are ended: 10m. Default: never.");

    /// <summary>Seconds of a checked duration; null when it was not given.</summary>
    public static double? SecondsOf(string? duration) =>
        duration is not null && Durations.TryParse(duration, out var value) ? value.TotalSeconds : null;
}
