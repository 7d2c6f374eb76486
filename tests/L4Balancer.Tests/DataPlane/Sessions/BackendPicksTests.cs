using L4Balancer.DataPlane.Portable;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Tests.DataPlane.Admission;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane.Sessions;

/// <summary>The rules of picking that need no socket.</summary>
internal sealed class BackendPicksTests
{
    [Test]
    public void The_first_wait_for_a_place_sets_the_deadline_of_all_waits()
    {
        var rules = new GivenAdmission { PoolPatience = TimeSpan.FromSeconds(3) };
        var picks = new BackendPicks(new PortableServices(IdleEngine.Parts() with { Admission = rules }, 4096));
        picks.Begin(Pools.Empty("pool"), clientHash: 0, seed: 0);
        Assert.That(picks.WaitDeadline(1_000), Is.EqualTo(4_000));
        picks.Renew(seed: 1);
        Assert.That(picks.WaitDeadline(3_500), Is.EqualTo(4_000), "It does not wait longer because it waits again.");
        picks.Begin(Pools.Empty("pool"), clientHash: 0, seed: 0);
        Assert.That(picks.WaitDeadline(10_000), Is.EqualTo(13_000), "The picks serve another session.");
    }
}
