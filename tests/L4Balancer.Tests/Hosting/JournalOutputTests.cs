using L4Balancer.Hosting;
using L4Balancer.Linux;
using L4Balancer.Telemetry;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Hosting;

/// <summary>Log lines have a priority prefix only for the journal.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
internal sealed class JournalOutputTests
{
    [Test]
    public void The_journal_is_known_by_device_and_inode()
    {
        using var folder = new TempFolder();
        using var output = File.Create(folder.PathOf("output"));
        var descriptor = (int)output.SafeFileHandle.DangerousGetHandle();
        var (device, inode, _) = FileIdentity.OfDescriptor(descriptor)!.Value;
        Assert.That(JournalOutput.Is($"{device}:{inode}", descriptor), Is.True);
        Assert.That(JournalOutput.Is($"{device}:{inode + 1}", descriptor), Is.False);
        Assert.That(JournalOutput.Is(null, descriptor), Is.False);
        Assert.That(JournalOutput.Is("nonsense", descriptor), Is.False);
    }

    /// <summary>As under a service that starts the daemon with its output going to a file or another program.</summary>
    [Test]
    public async Task A_daemon_that_inherits_the_journal_of_another_writes_no_priority()
    {
        const string Config = "listeners: { x: { bind: '127.0.0.1:0', backends: ['127.0.0.1:1'] } }";
        await using var daemon = await DaemonProcess.StartAsync(Config, launcher: ["env", "JOURNAL_STREAM=8:1"]);
        Assert.That(daemon.Logged(EventIds.Started), Is.Not.Empty);
        Assert.That(daemon.Log, Has.None.StartsWith("<"));
    }
}
