namespace L4Balancer.Core.Tests;

internal sealed class InvariantTests
{
    [Test]
    public void What_does_not_hold_is_thrown_with_its_values()
    {
        var (from, to) = (DayOfWeek.Monday, 7);
        Assert.That(
            () => Invariant.Require(false, $"It went from {from} to {to}."),
            Throws.TypeOf<InvariantException>().With.Message.EqualTo("It went from Monday to 7."));
        Assert.That(
            () => Invariant.Require(false, "A constant."),
            Throws.TypeOf<InvariantException>().With.Message.EqualTo("A constant."));
    }

    [Test]
    public void What_holds_puts_no_message_together()
    {
        var asked = 0;
        var bytes = Allocated.ByThread(() =>
        {
            for (var i = 0; i < 1000; i++) Invariant.Require(i >= 0, $"Number {i}, asked {++asked} times.");
        });
        Assert.That(bytes, Is.Zero);
        Assert.That(asked, Is.Zero);
    }
}
