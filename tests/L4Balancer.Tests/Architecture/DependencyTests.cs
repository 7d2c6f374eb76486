namespace L4Balancer.Tests.Architecture;

internal sealed class DependencyTests
{
    private static readonly CodeRule[] Rules =
        [.. CoreRules.All, .. CoreLayers.All, .. DependencyRules.All, .. BackgroundRules.All];

    [TestCaseSource(nameof(Rules))]
    public void Code_keeps_the_rule(CodeRule rule) =>
        Assert.That(SourceFile.All.SelectMany(rule.ViolationsIn), Is.Empty, rule.Says);

    [TestCaseSource(nameof(Rules))]
    public void Rule_finds_a_line_that_breaks_it_in_every_folder_it_holds_for(CodeRule rule)
    {
        foreach (var folder in rule.In) Assert.That(ExampleIn(folder, rule), Has.Exactly(1).Items, folder);
    }

    [TestCaseSource(nameof(Rules))]
    public void Rule_is_not_broken_by_speaking_of_it(CodeRule rule)
    {
        var talk = $"// {rule.Example}\nvar text = \"{rule.Example}\"; /* {rule.Example}\n{rule.Example} */";
        Assert.That(rule.ViolationsIn(new SourceFile($"{rule.In[0]}/Example.cs", talk)), Is.Empty);
    }

    [TestCaseSource(nameof(Rules))]
    public void Rule_does_not_hold_where_it_is_lifted(CodeRule rule)
    {
        foreach (var folder in rule.Except) Assert.That(ExampleIn(folder, rule), Is.Empty, folder);
    }

    [Test]
    public void Every_folder_of_the_core_has_its_place_among_the_layers()
    {
        var folders = SourceFile.All.Where(file => file.IsUnder("src/L4Balancer.Core"))
            .Select(file => file.Path.Split('/')).Where(path => path.Length > 3).Select(path => path[2]).Distinct();
        Assert.That(folders, Is.EquivalentTo(CoreLayers.BottomUp));
    }

    [TestCase("var built = Table.TableBuilder.Build(state);")]
    [TestCase("Core.Control.BalancerState state;")]
    [TestCase("using L4Balancer.Core.Simulation;")]
    public void Layer_above_is_found_however_it_is_named(string line)
    {
        var file = new SourceFile("src/L4Balancer.Core/Policies/Example.cs", line);
        Assert.That(CoreLayers.All.SelectMany(rule => rule.ViolationsIn(file)), Has.Exactly(1).Items);
    }

    [Test]
    public void Sources_are_found() =>
        Assert.That(SourceFile.All.Select(file => file.Path), Does.Contain("src/L4Balancer.Core/Limits.cs"));

    [Test]
    public void Yaml_is_read_in_one_file_of_the_core()
    {
        var users = SourceFile.All.Where(file => file.CodeLines.Any(line => line.Contains("YamlDotNet"))).ToArray();
        Assert.That(users, Has.Length.EqualTo(1));
        Assert.That(users[0].IsUnder("src/L4Balancer.Core"), Is.True, users[0].Path);
    }

    private static IEnumerable<string> ExampleIn(string folder, CodeRule rule) =>
        rule.ViolationsIn(new SourceFile($"{folder}/Example.cs", rule.Example));
}
