using L4Balancer.Bench.Compare.Features;
using L4Balancer.Bench.Compare.Processes;
using L4Balancer.Bench.Compare.Tools;

namespace L4Balancer.Bench.Compare.Running;

/// <summary>
/// The environment of a comparison: its programs, its processes, and a folder for their files. Disposing leaves
/// nothing of it behind.
/// </summary>
internal sealed class Stage(Toolbox tools, int sessionsMax) : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("l4balancer-compare-");
    private int _files;

    public Toolbox Tools { get; } = tools;

    public OwnedProcesses Processes { get; } = new();

    public int Cores { get; } = Environment.ProcessorCount;

    /// <summary>The number of sessions that a balancer is configured for.</summary>
    public int SessionsMax { get; } = sessionsMax;

    /// <summary>What all balancers do besides relaying.</summary>
    public Feature Feature { get; init; } = Feature.None;

    /// <summary>An unused folder.</summary>
    public string NewFolder(string name) => _folder.CreateSubdirectory($"{++_files}-{name}").FullName;

    /// <summary>Writes a configuration into a separate folder.</summary>
    /// <returns>Its path.</returns>
    public string NewFile(string name, string text)
    {
        var path = Path.Combine(NewFolder(Path.GetFileNameWithoutExtension(name)), name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Lets another user reach the folders that it will own.</summary>
    public OwnedPlace OpenTo(string user)
    {
        const UnixFileMode reachable = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder.FullName, _folder.UnixFileMode | reachable);
        return new OwnedPlace(user);
    }

    public async ValueTask DisposeAsync()
    {
        await Processes.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
