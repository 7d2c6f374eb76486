using System.Text;
using L4Balancer.Core.Import;

namespace L4Balancer.Core.Tests.Import;

/// <summary>The sample configurations, each with what is expected of it in files beside it.</summary>
internal static class ImportSamples
{
    /// <summary>With the file names, which the formats are guessed from.</summary>
    public static string[] Names { get; } =
    [
        .. Directory.GetFiles(Folder()).Where(f => Path.GetExtension(f) is ".cfg" or ".conf")
            .Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal),
    ];

    public static byte[] Content(string name) => File.ReadAllBytes(Path.Combine(Folder(), name));

    public static ImportResult Import(string name) => ConfigImporter.Import(name, Content(name));

    public static ImportResult Import(string name, string text) =>
        ConfigImporter.Import(name, Encoding.UTF8.GetBytes(text));

    /// <summary>Compares a text with the expected one; with L4B_WRITE_DOCS=1 that is written.</summary>
    public static void Require(string file, string actual)
    {
        var path = Path.Combine(Folder(), file);
        if (Environment.GetEnvironmentVariable("L4B_WRITE_DOCS") == "1") File.WriteAllText(path, actual);
        Assert.That(actual, Is.EqualTo(File.ReadAllText(path)), file);
    }

    private static string Folder() => Repository.PathOf("tests", "L4Balancer.Core.Tests", "Import", "Samples");
}
