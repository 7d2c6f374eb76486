namespace L4Balancer.Tests.Support;

/// <summary>A network namespace (ip-netns(8)), removed after the test.</summary>
internal sealed class NetworkNamespace : IAsyncDisposable
{
    private NetworkNamespace(string name) => Name = name;

    public string Name { get; }

    /// <summary>The start of a command line that runs the rest inside; it execs.</summary>
    public IReadOnlyList<string> Runs => ["ip", "netns", "exec", Name];

    /// <param name="hosts">The content of /etc/hosts inside; null for the one outside.</param>
    public static async Task<NetworkNamespace> CreateAsync(string? hosts = null)
    {
        Needs.Programs("ip");
        if (!Environment.IsPrivilegedProcess) Needs.Missing("root, to make a network");
        var made = new NetworkNamespace($"l4b-{Guid.NewGuid():N}"[..12]);
        if (hosts is not null)
        {
            Directory.CreateDirectory(made.EtcFolder);
            await File.WriteAllTextAsync(Path.Combine(made.EtcFolder, "hosts"), hosts);
        }

        (await Command.RunAsync("ip", "netns", "add", made.Name)).OrThrow();
        await made.IpAsync("link", "set", "lo", "up");
        return made;
    }

    /// <summary>ip(8) inside.</summary>
    public async Task IpAsync(params IReadOnlyList<string> arguments) =>
        (await Command.RunAsync("ip", ["-n", Name, .. arguments])).OrThrow();

    /// <summary>Runs a program inside to its end.</summary>
    public Task<CommandResult> RunAsync(params IReadOnlyList<string> command) =>
        Command.RunAsync("ip", [.. Runs.Skip(1), .. command]);

    public async ValueTask DisposeAsync()
    {
        await Command.RunAsync("ip", "netns", "del", Name);
        if (Directory.Exists(EtcFolder)) Directory.Delete(EtcFolder, recursive: true);
    }

    /// <summary>`ip netns exec` mounts the files of this folder over /etc.</summary>
    private string EtcFolder => $"/etc/netns/{Name}";
}
