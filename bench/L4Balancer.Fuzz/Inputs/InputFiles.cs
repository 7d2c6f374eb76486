namespace L4Balancer.Fuzz.Inputs;

/// <summary>The inputs that belong to the program: seeds, and those that have failed before.</summary>
internal static class InputFiles
{
    public const string Seeds = "Seeds";
    public const string Regressions = "Regressions";

    /// <summary>All files of a target, in the order of their names.</summary>
    /// <param name="kind"><see cref="Seeds"/> or <see cref="Regressions"/>.</param>
    public static IEnumerable<string> Of(string kind, string target)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, kind, target);
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal) : [];
    }
}
