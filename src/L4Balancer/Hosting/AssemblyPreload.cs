using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace L4Balancer.Hosting;

/// <summary>
/// Loads the assemblies that the program uses. The runtime loads an assembly when a method that uses it is first
/// called, and opens its file then: if the process is out of descriptors at that moment, a type whose initialiser was
/// running stays broken until a restart.
/// </summary>
internal static class AssemblyPreload
{
    /// <summary>
    /// Loads the direct references of the program's own assemblies. Indirect ones are not loaded: most are never
    /// used, and each has a descriptor.
    /// </summary>
    [UnconditionalSuppressMessage(
        "Trimming", "IL2026", Justification = "Compiled ahead of time there is nothing to load, and it does nothing.")]
    public static void LoadAll()
    {
        if (!RuntimeFeature.IsDynamicCodeSupported) return;
        var met = new HashSet<string>();
        var next = new Stack<Assembly>([typeof(AssemblyPreload).Assembly]);
        while (next.TryPop(out var assembly))
        {
            foreach (var name in assembly.GetReferencedAssemblies())
            {
                if (!met.Add(name.Name!) || TryLoad(name) is not { } loaded) continue;
                if (name.Name!.StartsWith("L4Balancer", StringComparison.Ordinal)) next.Push(loaded);
            }
        }
    }

    /// <summary>
    /// Returns null for a reference that is not installed: parts of the framework that are never called.
    /// </summary>
    private static Assembly? TryLoad(AssemblyName name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (Exception e) when (e is IOException or BadImageFormatException)
        {
            return null;
        }
    }
}
