namespace L4Balancer.Linux.Tests.Support;

/// <summary>A folder of one test, with a path short enough for unix sockets.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("l4b").FullName;

    public string PathOf(string name) => Path.Combine(_path, name);

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
