using System.Text;
using L4Balancer.Core.Config;
using L4Balancer.Core.Simulation.Scenarios;
using L4Balancer.Core.Simulation.Scenarios.Model;
using L4Balancer.Core.Simulation.Scenarios.Reading;
using L4Balancer.Core.Simulation.Scenarios.Report;
using L4Balancer.Core.Tests.Config;

namespace L4Balancer.Core.Tests.Simulation.Scenarios;

/// <summary>Short ways to run a scenario in a test.</summary>
internal static class Sim
{
    public const ulong Seed = 7;

    /// <summary>A pool p of backends 10.0.0.1:1 and so on, with these further lines.</summary>
    public static BalancerConfig Config(int backends, params string[] lines)
    {
        var names = Enumerable.Range(1, backends).Select(i => $"10.0.0.{i}:1");
        return Lb.Model(Lb.WithPool([.. lines, $"backends: [{string.Join(", ", names)}]"]));
    }

    public static ScenarioResult Read(string yaml, BalancerConfig config) =>
        ScenarioReader.Read("s.yaml", Encoding.UTF8.GetBytes(yaml), config);

    public static ScenarioReport Run(BalancerConfig config, string yaml, ulong seed = Seed)
    {
        var result = Read(yaml, config);
        Assert.That(result.Errors, Is.Empty);
        return Run(result.Scenario!, config, config.Pools[0], seed);
    }

    /// <summary>As <c>l4balancer simulate</c> does, with this variant of the pool.</summary>
    public static ScenarioReport Run(Scenario scenario, BalancerConfig config, PoolConfig pool, ulong seed = Seed)
    {
        var report = ScenarioSimulation.Run(scenario, pool, seed, ScenarioLimits.Of(config, pool.Name));
        var (begun, running) = (report.Sessions.RunningAtFirst + report.Sessions.Begun, report.Sessions.Running);
        Assert.That(report.Sessions.Ends.Values.Sum(), Is.EqualTo(begun - running), "Every session ends once.");
        return report;
    }
}
