using L4Balancer.Fuzz.Inputs;
using L4Balancer.Fuzz.Targets;

namespace L4Balancer.Fuzz.Tests.Targets;

/// <summary>What has failed before, and the seeds, through the parsers as they are in the daemon.</summary>
internal sealed class RegressionTests
{
    private static IEnumerable<string> Names => FuzzTargets.All.Select(target => target.Name);

    private static IEnumerable<TestCaseData> Regressions =>
        from target in FuzzTargets.All
        from file in InputFiles.Of(InputFiles.Regressions, target.Name)
        select new TestCaseData(target, file).SetArgDisplayNames(target.Name, Path.GetFileName(file));

    [TestCaseSource(nameof(Regressions))]
    public void What_has_failed_before_does_not_fail_again(object target, string file) =>
        Assert.That(() => ((FuzzTarget)target).Run(File.ReadAllBytes(file)), Throws.Nothing);

    [TestCaseSource(nameof(Names))]
    public void Every_seed_is_survived(string name)
    {
        var target = FuzzTargets.All.Single(one => one.Name == name);
        byte[][] files = [.. InputFiles.Of(InputFiles.Seeds, name).Select(File.ReadAllBytes)];
        byte[][] seeds = [.. target.Seeds, .. files];
        Assert.That(seeds, Is.Not.Empty);
        foreach (var seed in seeds) Assert.That(() => target.Run(seed), Throws.Nothing);
    }

    [Test]
    public void Names_differ_and_every_folder_of_files_has_its_target()
    {
        Assert.That(Names, Is.Unique);
        string[] kinds = [InputFiles.Seeds, InputFiles.Regressions];
        var folders = kinds.Select(kind => Path.Combine(AppContext.BaseDirectory, kind)).Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories).Select(Path.GetFileName).Distinct();
        Assert.That(folders, Is.SubsetOf(Names));
    }
}
