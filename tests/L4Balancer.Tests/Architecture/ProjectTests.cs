using System.Xml.Linq;

namespace L4Balancer.Tests.Architecture;

/// <summary>The references that the project files allow.</summary>
internal sealed class ProjectTests
{
    private static readonly string[] UnsafeProjects = ["L4Balancer.Linux", "L4Balancer.Linux.Tests"];

    [TestCase("src/L4Balancer.Core", "", "YamlDotNet")]
    [TestCase("src/L4Balancer.Linux", "", "")]
    [TestCase("src/L4Balancer", "L4Balancer.Core L4Balancer.Linux", null)]
    [TestCase("tests/L4Balancer.Core.Tests", "L4Balancer.Core", null)]
    [TestCase("tests/L4Balancer.Linux.Tests", "L4Balancer.Linux", null)]
    public void Project_references_these_and_no_others(string folder, string projects, string? packages)
    {
        var project = XDocument.Load(Directory.GetFiles(Repository.PathOf(folder), "*.csproj").Single());
        var referenced = References(project, "ProjectReference").Select(Path.GetFileNameWithoutExtension);
        Assert.That(referenced, Is.EquivalentTo(Words(projects)));
        if (packages is null) return;
        Assert.That(References(project, "PackageReference"), Is.EquivalentTo(Words(packages)));
    }

    [Test]
    public void Only_the_project_for_Linux_and_its_tests_allow_unsafe_code()
    {
        var allowing = Projects().Where(file => XDocument.Load(file).Descendants("AllowUnsafeBlocks").Any());
        Assert.That(allowing.Select(Path.GetFileNameWithoutExtension), Is.EquivalentTo(UnsafeProjects));
    }

    /// <summary>As set in Program.cs: it determines whether a wait on an event thread is harmless.</summary>
    [Test]
    public void Sockets_complete_in_the_tests_where_they_complete_in_the_daemon() =>
        Assert.That(
            Environment.GetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"), Is.EqualTo("1"));

    [Test]
    public void No_project_names_a_version_of_its_own() =>
        Assert.That(Projects().SelectMany(Versions), Is.Empty);

    private static IEnumerable<XAttribute> Versions(string file) =>
        XDocument.Load(file).Descendants("PackageReference").Attributes("Version");

    private static IEnumerable<string> Projects() => new[] { "src", "tests", "bench" }.SelectMany(
        tree => Directory.GetFiles(Repository.PathOf(tree), "*.csproj", SearchOption.AllDirectories));

    private static IEnumerable<string> References(XDocument project, string kind) =>
        project.Descendants(kind).Select(reference => reference.Attribute("Include")!.Value);

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
