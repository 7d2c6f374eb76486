using System.Text;
using L4Balancer.Linux.Handles;
using L4Balancer.Linux.Sockets;

namespace L4Balancer.Linux.Tests;

internal sealed class SpawnedProcessTests
{
    [Test]
    public void A_program_gets_its_arguments_its_environment_and_one_descriptor()
    {
        using var own = File.OpenHandle("/etc/hosts");
        var (channel, other) = DescriptorChannel.CreatePair();
        using (channel)
        {
            channel.SetTimeout(TimeSpan.FromSeconds(20));
            using (other)
            {
                var started = SpawnedProcess.TryStart(
                    "/bin/sh",
                    ["-c", "echo \"$1 $GIVEN $HOME\" >&3; readlink /proc/$$/fd/* | grep -c hosts >&3", "sh", "ä b"],
                    ["GIVEN=c", "PATH=/bin:/usr/bin"], other, out var child);
                Assert.That(started.IsSuccess, Is.True);
                Assert.That(child!.Pid, Is.EqualTo(started.Count));
            }

            Assert.That(Read(channel), Is.EqualTo("ä b c \n"));
            Assert.That(Read(channel), Is.EqualTo("0\n"), "No file of this process.");
            Assert.That(channel.Receive(new byte[100], []).Value, Is.EqualTo((nint)0));
        }
    }

    [Test]
    public void A_program_that_does_not_exist_is_an_error()
    {
        using var file = Null();
        Assert.That(SpawnedProcess.TryStart("/no/such", [], [], file, out _).Errno, Is.EqualTo(Errno.ENOENT));
    }

    [Test]
    public void The_end_of_a_program_is_known([Values(0, 3)] int code)
    {
        using var file = Null();
        SpawnedProcess.TryStart("/bin/sh", ["-c", $"exit {code}"], [], file, out var child);
        while (child!.ExitCode is null) Thread.Yield();
        Assert.That(child.ExitCode, Is.EqualTo(code));
        child.Kill();
        Assert.That(child.ExitCode, Is.EqualTo(code));
    }

    [Test]
    public void A_program_that_is_killed_has_ended()
    {
        using var file = Null();
        SpawnedProcess.TryStart("/bin/sleep", ["600"], [], file, out var child);
        Assert.That(child!.ExitCode, Is.Null);
        child.Kill();
        Assert.That(child.ExitCode, Is.EqualTo(128 + 9));
        Assert.That(Directory.Exists($"/proc/{child.Pid}"), Is.False, "It is not a zombie either.");
    }

    private static SafeFd Null()
    {
        using var file = File.OpenHandle("/dev/null");
        return SafeFd.Duplicate((int)file.DangerousGetHandle());
    }

    private static string Read(DescriptorChannel channel)
    {
        var buffer = new byte[1000];
        return Encoding.UTF8.GetString(buffer, 0, channel.Receive(buffer, []).Count);
    }
}
