using System.Collections.Frozen;
using System.Reflection;

namespace L4Balancer.Admin.Dashboard;

/// <summary>The files of the dashboard, embedded in the assembly.</summary>
public static class DashboardFiles
{
    private const string Prefix = "dashboard/";
    private const string Page = "index.html";

    private static readonly FrozenDictionary<string, DashboardFile> Files = Read().ToFrozenDictionary(f => f.Name);

    /// <summary>The names accepted by <see cref="Find"/>, besides the empty one.</summary>
    public static IReadOnlyList<string> Names => Files.Keys;

    /// <summary>Returns the file of this name; the empty name is the page itself. Null if there is none.</summary>
    public static DashboardFile? Find(string name) => Files.GetValueOrDefault(name.Length == 0 ? Page : name);

    private static IEnumerable<DashboardFile> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            if (!resource.StartsWith(Prefix, StringComparison.Ordinal)) continue;
            using var stream = assembly.GetManifestResourceStream(resource)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            yield return new DashboardFile(resource[Prefix.Length..], content);
        }
    }
}
