using System.CommandLine;
using L4Balancer.Core;
using L4Balancer.Core.Config;

namespace L4Balancer.Cli.Acts;

/// <summary>What the verbs that change something have in common.</summary>
internal sealed class ActOptions
{
    public Option<bool> Persist { get; } = new("--persist")
    {
        Description = "Writes it to the config file too; without, it lasts until the next start.",
    };

    public Option<long?> IfGeneration { get; } =
        OptionValues.Number("--if-generation", "Acts only while this is the generation in force.", 0, long.MaxValue);

    public Option<int?> Rate { get; } =
        OptionValues.Number("--rate", "Sessions ended a second; left out, all at once.", 1, Limits.ConnectionsMax);

    public Option<string?> Deadline { get; } = OptionValues.Duration(
        "--deadline", "When the sessions that still run are ended, from now: 10m. Left out, never.");

    /// <summary>Seconds of a checked duration; null when it was not given.</summary>
    public static double? SecondsOf(string? duration) =>
        duration is not null && Durations.TryParse(duration, out var value) ? value.TotalSeconds : null;
}
