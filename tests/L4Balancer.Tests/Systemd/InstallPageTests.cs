using L4Balancer.Tests.Publishing;
using L4Balancer.Tests.Readme;

namespace L4Balancer.Tests.Systemd;

/// <summary>Runs the commands of docs/install.md in order, as root on a fresh machine.</summary>
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
        var script = string.Join('\n', Commands());
        Assert.That(script, Does.Contain("enable --now").And.Contain("systemctl reload").And.Contain("disable --now"));
        var run = await machine.RunAsync("sh", "-exc", "cd /checkout\n" + script);
        Assert.That(run.ExitCode, Is.Zero, run.ToString());
    }

    /// <summary>Without the commands that need the SDK and those that run until interrupted.</summary>
    private static IEnumerable<string> Commands() =>
        Page.Blocks("sh").Where(block => block.IsOf("docs/install.md"))
            .SelectMany(block => block.Text.Split('\n')).Where(line => !NeedsSdkOrHand(line));

    /// <summary>Whether this line of a shell block is skipped.</summary>
    public static bool NeedsSdkOrHand(string line) =>
        line.StartsWith("dotnet ", StringComparison.Ordinal) || line.Contains("journalctl -u l4balancer -f");
}
