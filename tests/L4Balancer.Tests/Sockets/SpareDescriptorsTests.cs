using L4Balancer.Sockets;

namespace L4Balancer.Tests.Sockets;

/// <summary>The descriptors that are reserved for the runtime.</summary>
[Platform("Linux")]
internal sealed class SpareDescriptorsTests
{
    private static DescriptorBudget WithCeiling(int ceiling) => DescriptorBudget.Unlimited with { Ceiling = ceiling };

    [Test]
    public void The_reserve_is_held_if_there_is_room()
    {
        using var spares = new SpareDescriptors(WithCeiling(100_000));
        Assert.That((spares.AreHeld, spares.TryHold(), spares.AreHeld), Is.EqualTo((false, true, true)));
    }

    [Test]
    public void The_reserve_is_not_held_without_room_below_the_ceiling()
    {
        using var spares = new SpareDescriptors(WithCeiling(3));
        Assert.That((spares.TryHold(), spares.AreHeld), Is.EqualTo((false, false)));
    }

    [Test]
    public void A_descriptor_at_the_ceiling_releases_the_reserve_before_anything_fails()
    {
        using var spares = new SpareDescriptors(WithCeiling(100_000));
        spares.TryHold();
        spares.Note(99_999);
        Assert.That(spares.AreHeld, Is.True);
        spares.Note(100_000);
        Assert.That(spares.AreHeld, Is.False);
        Assert.That((spares.TryHold(), spares.AreHeld), Is.EqualTo((true, true)), "There is room again.");
    }
}
