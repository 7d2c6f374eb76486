using System.CommandLine;
using L4Balancer.Cli.Output;
using L4Balancer.Core;
using L4Balancer.Core.Config;
using L4Balancer.Core.Simulation.Scenarios;
using L4Balancer.Core.Simulation.Scenarios.Model;
using L4Balancer.Core.Simulation.Scenarios.Reading;
using L4Balancer.Core.Simulation.Scenarios.Report;
using L4Balancer.Hosting;

namespace L4Balancer.Cli.Simulate;

/// <summary><c>l4balancer simulate</c>: what-if questions about a pool, in virtual time.</summary>
internal sealed class SimulateCommand
{
    private readonly Option<string> _scenario = new("--scenario", "-s")
    {
        Description = "What happens: arrivals, service times, failures (YAML).",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<PolicyKind[]?> _policies = OptionValues.Words<PolicyKind>(
        "--policies", "Policies to compare, instead of the configured one.");

    private readonly Option<WeighBy[]?> _weighBys = OptionValues.Words(
        "--weigh-by", "Values of weigh-by to compare, with each policy that follows weights.",
        WeighBy.None, WeighBy.ResponseTime, WeighBy.Agent, WeighBy.Cpu);

    private readonly Option<int[]?> _sizes = OptionValues.Numbers(
        "--backends", "Numbers of backends to compare: the first of the pool, or copies of it.", 1,
        Limits.SimulatedBackendsMax);

    private readonly Option<long> _seed = OptionValues.Number(
        "--seed", "Seed of all randomness: the same seed gives the same result.", 0, long.MaxValue, usual: 1);

    private readonly Option<bool> _json = new("--json") { Description = "Print the whole report as JSON." };

    private readonly Option<string?> _svg = new("--svg")
    {
        Description = "Also draw the timeline into this file.",
        HelpName = "FILE",
    };

    public static Command Create() => new SimulateCommand().Command();

    private Command Command()
    {
        var config = CommonOptions.Config();
        var command = new Command(
            "simulate", "Simulates a pool in virtual time: load, response times, and what failures cost.")
        {
            config, _scenario, _policies, _weighBys, _sizes, _seed, _json, _svg,
        };
        command.SetAction(parsed => Run(parsed, parsed.GetRequiredValue(config)));
        return command;
    }

    private int Run(ParseResult parsed, string path)
    {
        var loaded = Load(path, parsed.GetRequiredValue(_scenario));
        if (loaded is not var (config, scenario)) return ExitCodes.InvalidConfig;
        var pool = config.Pools.First(p => p.Name == scenario.Pool);
        var (seed, limits) = ((ulong)parsed.GetValue(_seed), ScenarioLimits.Of(config, pool.Name));
        int[] sizes = parsed.GetValue(_sizes) is { Length: > 0 } given ? given : [pool.Backends.Count];
        var variants = sizes.Select(size => PoolSize.Of(pool, size))
            .SelectMany(sized => Variants(sized, parsed.GetValue(_policies), parsed.GetValue(_weighBys)));
        var reports = variants.Select(variant => ScenarioSimulation.Run(scenario, variant, seed, limits)).ToArray();
        if (parsed.GetValue(_svg) is { } svg && !IsDrawn(svg, reports)) return ExitCodes.Usage;
        Print(reports, parsed.GetValue(_json));
        return ExitCodes.Success;
    }

    private static void Print(IReadOnlyList<ScenarioReport> reports, bool isJson)
    {
        try
        {
            if (isJson) SimulationJson.Write(Console.OpenStandardOutput(), reports);
            else SimulationView.Write(Page.OfConsole, reports);
        }
        catch (IOException)
        {
            // The reader of the output has exited, such as `| head`.
        }
    }

    private static (BalancerConfig Config, Scenario Scenario)? Load(string path, string scenarioPath)
    {
        var read = ConfigFile.Load(path);
        foreach (var error in read.Errors) Console.Error.WriteLine(error);
        if (read.Config is not { } config) return null;
        if (ConfigFile.ReadContent(scenarioPath, out var problem) is not { } content)
        {
            Console.Error.WriteLine(problem);
            return null;
        }

        var result = ScenarioReader.Read(scenarioPath, content.Span, config);
        foreach (var error in result.Errors) Console.Error.WriteLine(error);
        return result.Scenario is { } scenario ? (config, scenario) : null;
    }

    /// <summary>The pool as configured, or with each of the values that are to be compared.</summary>
    private static IEnumerable<PoolConfig> Variants(PoolConfig pool, PolicyKind[]? policies, WeighBy[]? weighBys)
    {
        foreach (var policy in policies is { Length: > 0 } ? policies : [pool.Policy])
        {
            var variant = pool with
            {
                Policy = policy,
                LoadFactor = policy == PolicyKind.SourceHash ? pool.LoadFactor : null,
            };
            var wanted = weighBys is { Length: > 0 } ? weighBys : [pool.WeighBy];
            foreach (var weighBy in variant.FollowsWeights ? wanted : [WeighBy.None])
                yield return WithAgent(variant with { WeighBy = weighBy });
        }
    }

    /// <summary>Whoever tries out what agents would do need not configure any.</summary>
    private static PoolConfig WithAgent(PoolConfig pool)
    {
        if (pool.Health.Agent is not null || pool.WeighBy is not (WeighBy.Agent or WeighBy.Cpu)) return pool;
        return pool with { Health = pool.Health with { Agent = new AgentConfig { Port = AgentOptions.UsualPort } } };
    }

    private static bool IsDrawn(string path, IReadOnlyList<ScenarioReport> reports)
    {
        try
        {
            using var file = File.Create(path);
            TimelineSvg.Write(file, reports);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            Console.Error.WriteLine($"--svg: {e.Message}");
            return false;
        }
    }
}
