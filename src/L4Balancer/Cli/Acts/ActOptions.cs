using System.CommandLine;
using L4Balancer.Core.Config;

namespace L4Balancer.Cli.Acts;

/// <summary>What the verbs that change something have in common.</summary>
internal sealed class ActOptions
{
    public Option<bool> Persist { get; } = new("--persist")
    {
        Description = "Writes it to the config file too; without, it lasts until the next start.",
    };

    public Option<long?> IfGeneration { get; } = new("--if-generation")
    {
        Description = "Acts only while this is the generation in force.",
        HelpName = "N",
    };

    public Option<int?> Rate { get; } = AtLeastOne("--rate", "Sessions ended a second; left out, all at once.");

    public Option<string?> Deadline { get; } =
        Duration("--deadline", "When the sessions that still run are ended, from now: 10m. Left out, never.");

    /// <summary>A duration with its unit, checked.</summary>
    public static Option<string?> Duration(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "DURATION" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !Durations.TryParse(text, out _))
                result.AddError($"{name} must be a duration such as 90s, 10m or 1h30m.");
        });
        return option;
    }

    public static Option<int?> AtLeastOne(string name, string description) => Number(name, description, 1);

    public static Option<int?> Number(string name, string description, int min)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int?>() is { } value && value < min)
                result.AddError($"{name} must be a whole number from {min} up.");
        });
        return option;
    }

    /// <summary>Seconds of a checked duration; null when it was not given.</summary>
    public static double? SecondsOf(string? duration) =>
        duration is not null && Durations.TryParse(duration, out var value) ? value.TotalSeconds : null;
}
