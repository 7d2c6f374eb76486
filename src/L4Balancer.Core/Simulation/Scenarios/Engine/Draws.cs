using L4Balancer.Core.Policies;

namespace L4Balancer.Core.Simulation.Scenarios.Engine;

/// <summary>Random numbers of the distributions that a scenario can name, each with the mean 1.</summary>
internal static class Draws
{
    /// <summary>The longest time of a bounded Pareto distribution, as a multiple of the shortest.</summary>
    private const double ParetoRange = 1000;

    /// <summary>A mean in microseconds, drawn from an exponential distribution.</summary>
    public static long Exponential(ref SplitMix64 random, TimeSpan mean) =>
        (long)(Agenda.Microseconds(mean) * Exponential(ref random));

    public static double Exponential(ref SplitMix64 random) => -Math.Log(Uniform(ref random));

    /// <param name="variation">The standard deviation as a multiple of the mean.</param>
    public static double Lognormal(ref SplitMix64 random, double variation)
    {
        var variance = Math.Log(1 + variation * variation);
        return Math.Exp(Math.Sqrt(variance) * Normal(ref random) - variance / 2);
    }

    /// <summary>By inversion of the distribution function of the bounded Pareto distribution.</summary>
    /// <param name="tail">Its exponent, above 1.</param>
    public static double Pareto(ref SplitMix64 random, double tail)
    {
        var cut = 1 - Math.Pow(ParetoRange, -tail);
        var mean = tail / (tail - 1) * (1 - Math.Pow(ParetoRange, 1 - tail)) / cut;
        return Math.Pow(1 - Uniform(ref random) * cut, -1 / tail) / mean;
    }

    /// <summary>Above 0, up to 1.</summary>
    public static double Uniform(ref SplitMix64 random) => ((random.Next() >> 11) + 1) * (1.0 / (1UL << 53));

    /// <summary>Box and Muller (1958).</summary>
    private static double Normal(ref SplitMix64 random) =>
        Math.Sqrt(-2 * Math.Log(Uniform(ref random))) * Math.Cos(2 * Math.PI * Uniform(ref random));
}
