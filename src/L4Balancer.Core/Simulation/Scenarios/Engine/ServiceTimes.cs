using L4Balancer.Core.Policies;
using L4Balancer.Core.Simulation.Scenarios.Model;

namespace L4Balancer.Core.Simulation.Scenarios.Engine;

/// <summary>How long a server takes for an answer.</summary>
internal sealed class ServiceTimes(ScenarioService service)
{
    private readonly double _mean = Agenda.Microseconds(service.Time);

    /// <summary>What a failure makes of it: 1 is as usual.</summary>
    public double Factor { get; set; } = 1;

    /// <summary>The mean now, in microseconds, of an answer that is worked on alone.</summary>
    public double Mean => _mean * Factor;

    /// <param name="demands">The numbers of the session: the same question is as much work for every server.</param>
    /// <param name="others">Answers in progress beside this one.</param>
    /// <returns>In microseconds, at least 1.</returns>
    public long Draw(ref SplitMix64 demands, int others)
    {
        var demand = service.Distribution switch
        {
            ServiceDistribution.Constant => 1,
            ServiceDistribution.Lognormal => Draws.Lognormal(ref demands, service.Variation),
            ServiceDistribution.Pareto => Draws.Pareto(ref demands, service.Tail),
            _ => Draws.Exponential(ref demands),
        };
        return Math.Max(1, (long)(demand * Mean * (1 + service.Contention * others)));
    }
}
