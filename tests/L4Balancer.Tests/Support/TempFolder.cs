namespace L4Balancer.Tests.Support;

/// <summary>
/// A folder that is removed after the test. Servers that run as another user can traverse it.
/// </summary>
internal sealed class TempFolder : IDisposable
{
    private const UnixFileMode Passable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public TempFolder()
    {
        Path = Directory.CreateTempSubdirectory("l4b-").FullName;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path, Passable);
    }

    public string Path { get; }

    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
