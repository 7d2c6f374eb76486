using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Publishing;

/// <summary>
/// The published single file, published once per test run. Its build uses a separate folder
/// (<c>out/</c>), so that the build under test is left alone; a second run finds it there and takes seconds.
/// <c>L4B_DAEMON</c> names a file that was published before, to be tested instead.
/// </summary>
internal static class PublishedDaemon
{
    private static readonly Lazy<Task<string>> Published = new(PublishAsync);

    public static Task<string> PathAsync => Published.Value;

    public static string Folder => Repository.PathOf("out", "publish");

    private static async Task<string> PublishAsync()
    {
        if (Environment.GetEnvironmentVariable("L4B_DAEMON") is { Length: > 0 } given) return given;
        await TestContext.Progress.WriteLineAsync("dotnet publish makes the single file: up to two minutes at first.");
        var published = await Command.RunAsync(
            TimeSpan.FromMinutes(8), "dotnet", "publish", Repository.PathOf("src", "L4Balancer"), "-c", "Release",
            "-r", "linux-x64", "--artifacts-path", Repository.PathOf("out", "artifacts"), "-o", Folder,
            "-nodeReuse:false");
        published.OrThrow();
        return Path.Combine(Folder, "l4balancer");
    }
}
