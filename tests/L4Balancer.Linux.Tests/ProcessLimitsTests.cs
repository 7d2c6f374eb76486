using System.Diagnostics;

namespace L4Balancer.Linux.Tests;

[NonParallelizable]
internal sealed class ProcessLimitsTests
{
    [Test]
    public void Limits_are_those_that_a_shell_started_from_here_has()
    {
        var limits = ProcessLimits.OpenFiles();
        Assert.That(Shell("ulimit -Sn"), Is.EqualTo(Text(limits.Soft)));
        Assert.That(Shell("ulimit -Hn"), Is.EqualTo(Text(limits.Hard)));
    }

    [Test]
    public void Soft_limit_that_was_lowered_is_told_apart_from_the_hard_one()
    {
        var before = ProcessLimits.OpenFiles();
        var lowered = Math.Min(before.Soft, before.Hard) - 1;
        SetSoft(lowered);
        try
        {
            Assert.That(ProcessLimits.OpenFiles(), Is.EqualTo(new OpenFileLimits(lowered, before.Hard)));
        }
        finally
        {
            SetSoft(before.Soft);
        }
    }

    private static string Text(ulong limit) => limit == ulong.MaxValue ? "unlimited" : $"{limit}";

    private static void SetSoft(ulong limit) => Shell($"prlimit --pid {Environment.ProcessId} --nofile={Text(limit)}:");

    private static string Shell(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", script])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        var output = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        Assert.That(shell.ExitCode, Is.Zero, script);
        return output.Trim();
    }
}
