using L4Balancer.Core.Config.Shapes;
using L4Balancer.Core.Simulation.Scenarios.Model;

namespace L4Balancer.Core.Simulation.Scenarios.Reading;

/// <summary>The keys of <c>arrivals</c>.</summary>
internal static class ArrivalKeys
{
    public const string Rate = "rate";
    public const string Think = "think";
    public const string Bursts = "bursts";
    public const string Length = "length";

    public static ObjectShape<ScenarioArrivals> Shape { get; } =
        new("arrivals", "Who comes when.", new ScenarioArrivals(), complete: ScenarioRules.CheckArrivals)
        {
            { Rate, new OrWordShape<double>("none", new FactorShape(0.001, 1_000_000)),
                "Sessions per second on average (Poisson); none: a closed loop of clients.",
                a => a.Rate, (a, v) => a with { Rate = v } },
            { "clients", new WholeNumberShape(1, Limits.SimulatedClientsMax),
                "Closed loop: concurrent clients. With a rate: distinct client addresses.",
                a => a.Clients, (a, v) => a with { Clients = v } },
            { Think, DurationShape.Between("0", "1h"),
                "Closed loop: mean time from the end of a session to the client's next one; exponential.",
                a => a.Think, (a, v) => a with { Think = v } },
            { Bursts, BurstShape, "With a rate: times in which more sessions arrive.",
                a => a.Bursts, (a, v) => a with { Bursts = v } },
        };

    public static ObjectShape<ScenarioBursts> BurstShape =>
        new("bursts", "Times in which more sessions arrive.", new ScenarioBursts(),
            complete: ScenarioRules.CheckBursts)
        {
            { "every", DurationShape.Between("100ms", "1h"), "From the beginning of a burst to the next.",
                b => b.Every, (b, v) => b with { Every = v } },
            { Length, DurationShape.Between("1ms", "1h"), "The length of a burst.",
                b => b.Length, (b, v) => b with { Length = v } },
            { "factor", new FactorShape(1, 1000), "The rate in a burst, as a multiple of the usual one.",
                b => b.Factor, (b, v) => b with { Factor = v } },
        };
}
