using L4Balancer.Core.Config;
using L4Balancer.Core.Simulation.Scenarios.Engine;
using L4Balancer.Core.Simulation.Scenarios.Model;
using L4Balancer.Core.Simulation.Scenarios.Report;

namespace L4Balancer.Core.Simulation.Scenarios;

/// <summary>
/// Answers what-if questions about a pool: the real decisions, policies and tables, in virtual time, with modelled
/// clients, servers and failures. The same scenario, pool and seed always give the same report.
/// </summary>
public static class ScenarioSimulation
{
    /// <param name="scenario">Valid for the pool as configured. Failures of backends that <paramref name="pool"/> does
    /// not have are left out.</param>
    /// <param name="pool">As configured, or with changes that are to be tried out.</param>
    /// <param name="seed">Of all randomness. Arrivals, and the work of each session's questions, depend on it alone,
    /// not on the pool: so policies are compared on the same traffic.</param>
    /// <param name="limits">What bounds the sessions before they reach the pool.</param>
    public static ScenarioReport Run(Scenario scenario, PoolConfig pool, ulong seed, ScenarioLimits limits) =>
        new ScenarioRun(scenario.For([.. pool.Backends.Select(b => b.Address.ToString())]), pool, seed, limits).Run();
}
