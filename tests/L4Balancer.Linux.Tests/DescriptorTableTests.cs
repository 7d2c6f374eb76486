namespace L4Balancer.Linux.Tests;

/// <summary>Room in the kernel's table of descriptors.</summary>
[Platform("Linux")]
internal sealed class DescriptorTableTests
{
    [Test]
    public void Room_is_made_ahead_and_none_beyond_the_limit()
    {
        var wanted = (int)Math.Min(ProcessLimits.OpenFiles().Soft, 6000) - 1;
        DescriptorTable.Reserve(wanted);
        Assert.That(Room, Is.GreaterThan(wanted));
        DescriptorTable.Reserve(int.MaxValue);
    }

    /// <summary>FDSize in proc_pid_status(5).</summary>
    private static int Room => int.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("FDSize:", StringComparison.Ordinal))[7..]);
}
