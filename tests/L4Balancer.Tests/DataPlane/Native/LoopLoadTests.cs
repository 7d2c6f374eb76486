using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.DataPlane.Native;

/// <summary>The load of the event loops, as an operator sees it.</summary>
[Platform("Linux")]
internal sealed class LoopLoadTests
{
    [Test]
    public async Task Each_loop_shows_its_sessions_and_its_work()
    {
        using var backend = Loopback.Listen();
        await using var balancer =
            await RunningBalancer.StartAsync(TestedEngine.Native, [Loopback.AddressOf(backend)]);
        var engine = balancer.Balancer.Engine;
        var before = engine.Loops;
        using var session = await balancer.OpenAsync(backend);
        for (var i = 0; i < 100; i++) await session.PingAsync();
        var after = engine.Loops;
        Assert.That(after.Select(loop => loop.Index), Is.EqualTo((int[])[0, 1]));
        Assert.That(after.Sum(loop => loop.Active), Is.EqualTo(1));
        var serving = after.Single(loop => loop.Active == 1);
        var was = before[serving.Index];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(serving.Turns - was.Turns, Is.GreaterThanOrEqualTo(200));
            Assert.That(serving.Events - was.Events, Is.GreaterThanOrEqualTo(200));
            Assert.That(serving.Busy, Is.GreaterThan(was.Busy));
            Assert.That(serving.LongestTurn, Is.LessThanOrEqualTo(serving.Busy));
        }
    }

    [Test]
    public async Task The_portable_engine_has_no_loops()
    {
        using var backend = Loopback.Listen();
        await using var balancer =
            await RunningBalancer.StartAsync(TestedEngine.Portable, [Loopback.AddressOf(backend)]);
        Assert.That(balancer.Balancer.Engine.Loops, Is.Empty);
    }
}
