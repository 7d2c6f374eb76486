namespace L4Balancer.Tests.Systemd;

[NonParallelizable]
[Platform("Linux")]
internal sealed class MachineTests
{
    [Test]
    public async Task Ended_machine_leaves_no_process_behind()
    {
        int init;
        await using (var machine = await Machine.BootAsync("bookworm"))
        {
            init = machine.Init;
            Assert.That(ProcFs.NameOf(init), Is.EqualTo("systemd"));
        }

        Assert.That(ProcFs.NameOf(init), Is.Null);
    }
}
