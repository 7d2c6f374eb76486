using System.Text;
using L4Balancer.Linux.Handles;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Linux.Tests;

/// <summary>Programs that are nobody's child, as the daemon starts its successor under systemd.</summary>
internal sealed class DetachedProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Test]
    public void It_is_no_child_of_this_process_and_gets_its_arguments_and_the_channel()
    {
        var (mine, other) = DescriptorChannel.CreatePair();
        using var channel = mine;
        using (other)
        {
            const string Say = "echo \"- $$ $1 $NAME\" >&3; exec sleep 600";
            string[] arguments = ["-c", Say, "sh", "a 'b\" $c"];
            var started = DetachedProcess.TryStart("/bin/sh", arguments, ["NAME=v"], channel, other, out var process);
            Assert.That(started.Count, Is.EqualTo(process!.Pid));
            using (process)
            {
                channel.SetTimeout(Patience);
                var said = ReadLine(channel).Split(' ', 3);
                Assert.That(said[1..], Is.EqualTo(new[] { $"{process.Pid}", "a 'b\" $c v" }));
                Assert.That(ParentOf(process.Pid), Is.Not.EqualTo(Environment.ProcessId));
                process.Kill();
                Assert.That(Directory.Exists($"/proc/{process.Pid}/fd") && OpenFiles(process.Pid) > 0, Is.False);
            }
        }

        Assert.That(channel.Receive(new byte[1], new List<SafeFd>()).Count, Is.Zero, "Its end is closed with it.");
    }

    [Test]
    public void It_ignores_no_signal()
    {
        var (mine, other) = DescriptorChannel.CreatePair();
        using var channel = mine;
        using (other)
        {
            const string Say = "grep SigIgn /proc/$$/status >&3";
            DetachedProcess.TryStart("/bin/sh", ["-c", Say], [], channel, other, out var process);
            channel.SetTimeout(Patience);
            var ignored = Convert.ToUInt64(ReadLine(channel).Split('\t')[1], 16);
            process!.Dispose();
            Assert.That(ignored & 0b110, Is.Zero, "SIGINT and SIGQUIT, which a shell makes its background ignore");
        }
    }

    [Test]
    public void A_program_that_cannot_be_executed_says_why()
    {
        var (mine, other) = DescriptorChannel.CreatePair();
        using var channel = mine;
        using (other)
        {
            Assert.That(DetachedProcess.TryStart("/no/such", [], [], channel, other, out _).Errno,
                Is.EqualTo(Errno.ENOENT));
            Assert.That(DetachedProcess.TryStart("/proc/version", [], [], channel, other, out _).Errno,
                Is.EqualTo(Errno.EACCES));
        }
    }

    private static string ReadLine(DescriptorChannel channel)
    {
        var buffer = new byte[4096];
        var received = channel.Receive(buffer, new List<SafeFd>());
        Assert.That(received.IsSuccess, Is.True, received.Describe());
        return Encoding.UTF8.GetString(buffer, 0, received.Count).TrimEnd();
    }

    private static int ParentOf(int pid) =>
        int.Parse(File.ReadAllText($"/proc/{pid}/stat").Split(") ")[1].Split(' ')[1]);

    private static int OpenFiles(int pid)
    {
        try
        {
            return Directory.GetFileSystemEntries($"/proc/{pid}/fd").Length;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
