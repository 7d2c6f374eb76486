using System.Runtime.Versioning;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Telemetry.Access;

/// <summary>The real logrotate(8) with the file that comes with the product.</summary>
[Platform("Linux"), SupportedOSPlatform("linux")]
internal sealed class LogrotateTests
{
    private const int Rotations = 5;
    private const string Shipped = "/var/log/l4balancer/*.log";
    private const string ToService =
        "if systemctl is-active --quiet l4balancer.service; then systemctl kill -s USR1 l4balancer.service; fi";

    [Test]
    public async Task No_line_is_lost_while_the_file_is_rotated()
    {
        Needs.Programs("logrotate");
        using var folder = new TempFolder();
        var file = folder.PathOf("access.log");
        await using var process = await AccessLogProcess.StartAsync(file);
        await Eventually.HoldsAsync(() => File.Exists(file), () => "the file");
        var config = await ConfigAsync(folder, file, process.Pid);
        for (var i = 0; i < Rotations; i++)
        {
            var mark = process.Mark;
            (await Command.RunAsync("logrotate", "--force", "--state", folder.PathOf("state"), config)).OrThrow();
            await process.SaysAsync("reopening", mark);
            await Eventually.HoldsAsync(() => HasLines(file), () => "lines in the new file");
        }

        var (_, sent, dropped) = await process.EndAsync();
        var lines = new List<string>();
        foreach (var log in Directory.GetFiles(folder.Path, "access.log*")) lines.AddRange(await LinesAsync(log));
        var ids = lines.Select(line => Records.Parse(line).Id()).Order().ToArray();
        Assert.That(dropped, Is.Zero);
        Assert.That(ids, Is.EqualTo(Enumerable.Range(0, (int)sent).Select(id => (ulong)id)));
        Assert.That(Directory.GetFiles(folder.Path, "access.log*"), Has.Length.EqualTo(Rotations + 1));
    }

    private static async Task<string> ConfigAsync(TempFolder folder, string file, int pid)
    {
        var text = await File.ReadAllTextAsync(Repository.PathOf("systemd/l4balancer.logrotate"));
        Assert.That(text, Does.Contain(Shipped).And.Contain(ToService));
        var config = folder.PathOf("logrotate.conf");
        await File.WriteAllTextAsync(config, text.Replace(Shipped, file).Replace(ToService, $"kill -USR1 {pid}"));
        File.SetUnixFileMode(config, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return config;
    }

    private static bool HasLines(string file) => File.Exists(file) && new FileInfo(file).Length > 0;

    private static async Task<string[]> LinesAsync(string file) => file.EndsWith(".gz", StringComparison.Ordinal)
        ? (await Command.RunAsync("gzip", "-dc", file)).OrThrow().Text.Split('\n')
        : await File.ReadAllLinesAsync(file);
}
