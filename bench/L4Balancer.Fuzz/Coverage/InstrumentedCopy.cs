using System.Diagnostics;
using SharpFuzz;

namespace L4Balancer.Fuzz.Coverage;

/// <summary>
/// A copy of this program whose parsers count the branches that they take. It is made once for a build, in a folder
/// beside it, and runs as a process of its own: an assembly that is loaded cannot be changed.
/// </summary>
internal static class InstrumentedCopy
{
    /// <summary>Set in the copy.</summary>
    public const string Mark = "L4B_FUZZ_INSTRUMENTED";

    private const string CallBranches = "SHARPFUZZ_ENABLE_ON_BRANCH_CALLBACK";
    private const string Folder = "instrumented";
    private const string Stamp = "instrumented.of";

    /// <summary>The assemblies with parsers, and the namespaces in which they are.</summary>
    private static readonly (string File, string[] Namespaces)[] Instrumented =
    [
        ("L4Balancer.Core.dll", ["L4Balancer.Core"]),
        ("l4balancer.dll",
        [
            "L4Balancer.DataPlane.Protocols", "L4Balancer.DataPlane.Admission", "L4Balancer.Probes",
            "L4Balancer.Admin.Api", "L4Balancer.Cli", "L4Balancer.Handover", "L4Balancer.Hosting.Store",
            "L4Balancer.DataPlane.Sessions", "L4Balancer.DataPlane.Rates", "L4Balancer.DataPlane.RateMemory",
            "L4Balancer.Admin.History", "L4Balancer.Admin.EventJournal", "L4Balancer.Admin.JournalJson",
        ]),
        ("YamlDotNet.dll", ["YamlDotNet.Core"]),
    ];

    /// <summary>Runs the same command in the copy.</summary>
    /// <returns>Its exit code.</returns>
    public static int Run(string[] arguments)
    {
        var program = Path.Combine(Make(), "L4Balancer.Fuzz.dll");
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && IsDotnet(host) ? host : "dotnet")
        {
            UseShellExecute = false,
            Environment = { [Mark] = "1" },
        };
        start.ArgumentList.Add(program);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }

    private static bool IsDotnet(string path) => Path.GetFileNameWithoutExtension(path) == "dotnet";

    private static string Make()
    {
        var original = AppContext.BaseDirectory;
        var copy = Path.Combine(original, Folder);
        var files = Instrumented.Select(entry => entry.File).Append("L4Balancer.Fuzz.dll");
        var builds = string.Join('\n', files.Select(file => BuildOf(Path.Combine(original, file))));
        var stamp = Path.Combine(copy, Stamp);
        if (File.Exists(stamp) && File.ReadAllText(stamp) == builds) return copy;
        if (Directory.Exists(copy)) Directory.Delete(copy, recursive: true);
        CopyFolder(original, copy);
        Environment.SetEnvironmentVariable(CallBranches, "1"); // SharpFuzz takes its options from there.
        foreach (var (file, namespaces) in Instrumented)
        {
            var types = Fuzzer.Instrument(
                Path.Combine(copy, file), type => Array.Exists(namespaces, name => IsIn(type, name)), Options.Value);
            if (!types.Any()) throw new InvalidOperationException($"Nothing in {file} was instrumented.");
        }

        File.WriteAllText(stamp, builds);
        return copy;
    }

    private static bool IsIn(string type, string name) =>
        type.StartsWith(name, StringComparison.Ordinal) && (type.Length == name.Length || type[name.Length] == '.');

    private static string BuildOf(string file) =>
        $"{file} {new FileInfo(file).Length} {File.GetLastWriteTimeUtc(file):O}";

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.EnumerateDirectories(from))
        {
            var name = Path.GetFileName(folder);
            if (name != Folder) CopyFolder(folder, Path.Combine(to, name));
        }
    }
}
