using L4Balancer.Core.Config;
using L4Balancer.Core.Config.Documents;
using L4Balancer.Core.Config.Keys;

namespace L4Balancer.Core.Tests.Config;

/// <summary>The configs that operators copy from.</summary>
public sealed class ExampleConfigTests
{
    private static IEnumerable<string> Names() =>
        Directory.GetFiles(Repository.PathOf("docs", "examples"), "*.yaml").Select(f => Path.GetFileName(f)).Order();

    [TestCaseSource(nameof(Names))]
    public void Example_is_a_valid_config(string name)
    {
        var result = ConfigReader.Read(name, File.ReadAllBytes(Repository.PathOf("docs", "examples", name)));
        Assert.That(result.Errors, Is.Empty);
        Assert.That(result.Config, Is.Not.Null);
    }

    [TestCaseSource(nameof(Names))]
    public void No_example_warns(string name)
    {
        var result = ConfigReader.Read(name, File.ReadAllBytes(Repository.PathOf("docs", "examples", name)));
        Assert.That(result.Warnings, Is.Empty);
    }

    [Test]
    public void The_configs_in_the_readme_are_valid()
    {
        var blocks = Repository.TextOf("README.md").Split("```yaml\n").Skip(1).Select(b => b.Split("```")[0]).ToList();
        Assert.That(blocks, Is.Not.Empty);
        Assert.That(blocks.SelectMany(b => Lb.Read(b).Errors), Is.Empty);
    }

    [Test]
    public void The_full_example_shows_every_key()
    {
        var shown = new HashSet<string>();
        Collect(YamlDocument.Parse(Repository.TextOf("docs", "examples", "full.yaml")), shown);
        var known = BalancerKeys.Shape.Select(f => f.Key).Concat(ListenerKeys.Shape.Select(f => f.Key))
            .Concat(HealthKeys.Shape.Select(f => f.Key)).Concat(TimeoutsKeys.Shape.Select(f => f.Key))
            .Concat(TcpKeys.Shape.Select(f => f.Key)).Concat(BackendKeys.Shape.Select(f => f.Key))
            .Concat(AdminKeys.Shape.Select(f => f.Key)).Concat(AdminKeys.TlsShape.Select(f => f.Key))
            .Concat(AccessLogKeys.Shape.Select(f => f.Key)).Concat(AccessLogKeys.RuleShape.Select(f => f.Key))
            .Concat(TelemetryKeys.Shape.Select(f => f.Key)).Concat(ProbeKeys.Tls.Select(f => f.Key))
            .Concat(ProbeKeys.Login.Select(f => f.Key)).Concat(ProbeKeys.Query.Select(f => f.Key))
            .Concat(ProbeKeys.Redis.Select(f => f.Key)).Concat(ProbeKeys.Sentinel.Select(f => f.Key))
            .Concat(ProbeKeys.Http.Select(f => f.Key)).Concat(ProbeKeys.Step.Select(f => f.Key))
            .Concat(RebalanceKeys.Shape.Select(f => f.Key));
        Assert.That(known.Where(k => !shown.Contains(k)), Is.Empty);
    }

    private static void Collect(ConfigNode node, HashSet<string> keys)
    {
        if (node is SequenceNode sequence)
        {
            foreach (var item in sequence.Items) Collect(item, keys);
        }

        if (node is not MappingNode mapping) return;
        foreach (var entry in mapping.Entries)
        {
            keys.Add(((ScalarNode)entry.Key).Text);
            Collect(entry.Value, keys);
        }
    }
}
