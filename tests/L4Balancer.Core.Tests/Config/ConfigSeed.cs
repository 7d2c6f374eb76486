using System.Globalization;

namespace L4Balancer.Core.Tests.Config;

/// <summary>The seed of the random tests: new with every run, or the one in <c>L4B_CONFIG_SEED</c>.</summary>
internal static class ConfigSeed
{
    private const string Variable = "L4B_CONFIG_SEED";

    public static int Value { get; } = Environment.GetEnvironmentVariable(Variable) is { } wanted
        ? int.Parse(wanted, CultureInfo.InvariantCulture)
        : Random.Shared.Next(1_000_000_000);

    /// <summary>How to run a failed case again.</summary>
    public static string Advice(int seed) => $"{Variable}={seed}";
}
