using L4Balancer.Core;
using L4Balancer.Hosting;

namespace L4Balancer.Cli;

/// <summary>Finds the files that an imported configuration includes.</summary>
internal static class IncludedFiles
{
    private static readonly EnumerationOptions Plain =
        new() { MatchType = MatchType.Simple, IgnoreInaccessible = true };

    /// <summary>The files of a name, which may have wildcards in its last part; null if there are none.</summary>
    /// <param name="main">The including file: a relative name is looked for beside it.</param>
    public static IReadOnlyList<(string Name, ReadOnlyMemory<byte> Content)>? Find(string main, string name)
    {
        try
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(main == "-" ? "." : main)) ?? "/";
            var full = Path.Combine(folder, name);
            var names = Directory.EnumerateFiles(Path.GetDirectoryName(full)!, Path.GetFileName(full), Plain)
                .Take(Limits.ImportFilesMax + 1).Order(StringComparer.Ordinal);
            var files = new List<(string, ReadOnlyMemory<byte>)>();
            foreach (var each in names)
            {
                if (ConfigFile.ReadContent(each, out _) is { } content) files.Add((each, content));
            }

            return files;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
