using L4Balancer.Sockets;

namespace L4Balancer.Tests.Hosting;

/// <summary>The limit of open files, and what it allows.</summary>
internal sealed class DescriptorBudgetTests
{
    // 352 are the process's own: 320, and 32 for the runtime.
    [TestCase(400UL, 1, 25, Description = "what the process needs for itself comes first")]
    [TestCase(1_024UL, 144, 64, Description = "a quarter is for probes, an eighth for pipes")]
    [TestCase(20_000UL, 9_056, 512)]
    [TestCase(1_048_576UL, 523_344, 512)]
    [TestCase(0UL, 1, 1)]
    [TestCase(3UL, 1, 1)]
    [TestCase(ulong.MaxValue, int.MaxValue, 512, Description = "no limit")]
    public void A_limit_is_shared_out(ulong openFiles, int sessions, int pipes)
    {
        var budget = DescriptorBudget.Of(openFiles);
        Assert.That((budget.Sessions, budget.Pipes), Is.EqualTo((sessions, pipes)));
    }

    [Test]
    public void Everything_together_stays_below_the_ceiling([Values(1_024UL, 2_048UL, 20_000UL)] ulong openFiles)
    {
        var budget = DescriptorBudget.Of(openFiles);
        var probes = Math.Min(Core.Limits.ProbesInFlightMax, (int)openFiles / 4);
        var all = Core.Limits.ProcessDescriptors + probes + 2 * (budget.Sessions + budget.Pipes);
        Assert.That(all, Is.LessThanOrEqualTo(budget.Ceiling));
        Assert.That(budget.Ceiling, Is.EqualTo((int)openFiles - 32));
    }
}
