using L4Balancer.Tests.Publishing;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Systemd;

/// <summary>The commands of docs/install.md, one after the other, as root on a fresh machine.</summary>
[NonParallelizable]
[Platform("Linux")]
internal sealed class InstallPageTests
{
    [Test]
    public async Task Every_command_of_the_page_succeeds()
    {
        Machine.RequireParts();
        var daemon = await PublishedDaemon.PathAsync;
        await using var machine = await Machine.BootAsync(
            "trixie", (daemon, "/checkout/out/publish/l4balancer"), (Repository.PathOf("systemd"), "/checkout/systemd"),
            (Repository.PathOf("docs"), "/checkout/docs"));
        var script = string.Join('\n', Commands(await File.ReadAllLinesAsync(Repository.PathOf("docs", "install.md"))));
        Assert.That(script, Does.Contain("enable --now").And.Contain("systemctl reload").And.Contain("disable --now"));
        var run = await machine.RunAsync("sh", "-exc", "cd /checkout\n" + script);
        Assert.That(run.ExitCode, Is.Zero, run.ToString());
    }

    /// <summary>The blocks of shell, without the commands that need the SDK and those that end only by hand.</summary>
    private static IEnumerable<string> Commands(IEnumerable<string> page)
    {
        var isShell = false;
        foreach (var line in page)
        {
            if (line.StartsWith("```", StringComparison.Ordinal)) isShell = line == "```sh";
            else if (isShell && !NeedsSdkOrHand(line)) yield return line;
        }
    }

    /// <summary>Whether this line of a block of shell is left out.</summary>
    public static bool NeedsSdkOrHand(string line) =>
        line.StartsWith("dotnet ", StringComparison.Ordinal) || line.Contains("journalctl -u l4balancer -f");
}
