using L4Balancer.Core.Config.Shapes;
using L4Balancer.Core.Simulation.Scenarios.Model;

namespace L4Balancer.Core.Simulation.Scenarios.Reading;

/// <summary>The keys of <c>service</c>, and of a backend that differs from it.</summary>
internal static class ServiceKeys
{
    private const string Time = "time";
    private const string Distribution = "distribution";
    private const string Variation = "variation";
    private const string Tail = "tail";
    private const string Cores = "cores";
    private const string Contention = "contention";

    private static readonly PreciseDurationShape Times = new(TimeSpan.FromHours(1));
    private static readonly ChoiceShape<ServiceDistribution> Distributions = new();
    private static readonly FactorShape Variations = new(0.1, 10);
    private static readonly FactorShape Tails = new(1.05, 10);
    private static readonly WholeNumberShape CoreCounts = new(1, 10_000);
    private static readonly FactorShape Contentions = new(0, 10);

    public static ObjectShape<ScenarioService> Shape { get; } =
        new("service", "How the servers answer.", new ScenarioService())
        {
            { Time, Times, "Mean time that a core needs for an answer.",
                s => s.Time, (s, v) => s with { Time = v } },
            { Distribution, Distributions, "How the times vary.",
                s => s.Distribution, (s, v) => s with { Distribution = v } },
            { Variation, Variations, "For lognormal: standard deviation as a multiple of the mean.",
                s => s.Variation, (s, v) => s with { Variation = v } },
            { Tail, Tails, "For pareto: the exponent of the tail; smaller is heavier.",
                s => s.Tail, (s, v) => s with { Tail = v } },
            { Cores, CoreCounts, "Answers in progress at the same time; more wait in the server's queue.",
                s => s.Cores, (s, v) => s with { Cores = v } },
            { Contention, Contentions, "How much longer an answer takes for each other one in progress, as a share.",
                s => s.Contention, (s, v) => s with { Contention = v } },
        };

    public static ObjectShape<ScenarioBackend> OfBackend { get; } =
        new("backend", "A backend that differs from service.", new ScenarioBackend())
        {
            { FailureKeys.Address, new BackendNameShape(), "The backend, as in its pool.",
                b => b.Address, (b, v) => b with { Address = v }, FieldKind.Required },
            { Time, Nullable(Times), "As in service.", b => b.Time, (b, v) => b with { Time = v } },
            { Distribution, Nullable(Distributions), "As in service.",
                b => b.Distribution, (b, v) => b with { Distribution = v } },
            { Variation, Nullable(Variations), "As in service.",
                b => b.Variation, (b, v) => b with { Variation = v } },
            { Tail, Nullable(Tails), "As in service.", b => b.Tail, (b, v) => b with { Tail = v } },
            { Cores, Nullable(CoreCounts), "As in service.", b => b.Cores, (b, v) => b with { Cores = v } },
            { Contention, Nullable(Contentions), "As in service.",
                b => b.Contention, (b, v) => b with { Contention = v } },
        };

    private static OrWordShape<T> Nullable<T>(ScalarShape<T> shape)
        where T : struct => new("as-others", shape);
}
