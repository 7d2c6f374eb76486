using System.Text;
using L4Balancer.Core.Config;

namespace L4Balancer.Core.Tests.Config;

/// <summary>Short ways to read a config in a test.</summary>
internal static class Lb
{
    public static ConfigResult Read(string yaml) => ConfigReader.Read("lb.yaml", Encoding.UTF8.GetBytes(yaml));

    /// <summary>An invalid config and its expected errors, as an operator sees them.</summary>
    public static TestCaseData Case(string name, string yaml, params string[] errors) =>
        new TestCaseData(yaml, errors).SetName(name);

    /// <summary>Requires exactly these errors.</summary>
    public static void Refuses(string yaml, string[] errors)
    {
        var result = Read(yaml);
        Assert.That(result.Errors.Select(e => e.ToString()), Is.EqualTo(errors));
        Assert.That(result.Config, Is.Null);
    }

    /// <summary>Requires a good config with exactly these warnings.</summary>
    public static void Warns(string yaml, string[] warnings)
    {
        var result = Read(yaml);
        Assert.That(result.Errors, Is.Empty);
        Assert.That(result.Config, Is.Not.Null);
        Assert.That(result.Warnings.Select(w => w.ToString()), Is.EqualTo(warnings));
    }

    /// <summary>The model of a config that must be good.</summary>
    public static BalancerConfig Model(string yaml)
    {
        var result = Read(yaml);
        Assert.That(result.Errors, Is.Empty, yaml);
        return result.Config!;
    }

    /// <summary>The one pool of a good config that has these lines in it.</summary>
    public static PoolConfig Pool(params string[] lines) => Model(WithPool(lines)).Pools[0];

    /// <summary>A config with one pool; the lines begin at line 4, column 5, under <c>pools.p</c>.</summary>
    public static string WithPool(params string[] lines) =>
        "listeners: { l: { bind: ':1', pool: p } }\npools:\n  p:\n" + string.Concat(lines.Select(l => $"    {l}\n"))
        + (lines.Any(l => l.StartsWith("backends", StringComparison.Ordinal)) ? "" : "    backends: [10.0.0.1:1]\n");

    /// <summary>
    /// The whole model as text that equals exactly when the models are equal; apart from the printer under test.
    /// </summary>
    public static string Flatten(BalancerConfig config)
    {
        var rest = config with { Listeners = [], Pools = [], Admin = null, AccessLog = null, Hooks = [] };
        var text = new StringBuilder().AppendLine(rest.ToString());
        if (config.Admin is { } admin)
        {
            text.AppendLine((admin with { Bind = [], Hosts = [] }).ToString());
            text.AppendJoin(' ', admin.Bind).AppendLine().AppendJoin(' ', admin.Hosts).AppendLine();
        }

        if (config.AccessLog is { } log)
        {
            text.AppendLine((log with { Sampling = [] }).ToString());
            foreach (var rule in log.Sampling)
                text.AppendLine((rule with { Reasons = [] }).ToString()).AppendJoin(' ', rule.Reasons).AppendLine();
        }

        foreach (var hook in config.Hooks)
        {
            text.AppendLine((hook with { On = [], Pools = [], Command = null }).ToString()).AppendJoin(' ', hook.On);
            text.AppendJoin(' ', hook.Pools).AppendLine().AppendJoin('\0', hook.Command ?? []).AppendLine();
        }

        foreach (var listener in config.Listeners)
        {
            text.AppendLine((listener with { Bind = [] }).ToString()).AppendJoin(' ', listener.Bind).AppendLine();
        }

        foreach (var pool in config.Pools)
        {
            text.AppendLine((pool with { Backends = [] }).ToString()).AppendJoin('\n', pool.Backends).AppendLine();
        }

        return text.ToString();
    }
}
