using System.Threading.Channels;
using L4Balancer.Core.Control;
using L4Balancer.Probes;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Probes;

/// <summary>Probes whose answer takes much longer than those before.</summary>
[TestFixtureSource(typeof(RunningProbes), nameof(RunningProbes.Ways))]
internal sealed class LateProbeTests(ProbeWay way)
{
    [Test]
    public async Task A_probe_that_is_late_is_told_once_and_may_still_be_good()
    {
        var late = Channel.CreateUnbounded<ProbeLate>();
        using var backend = Loopback.Listen();
        using var probes = new RunningProbes(
            way, services => services with { Late = one => late.Writer.TryWrite(one) });
        var probe = probes.Start(Loopback.AddressOf(backend), "PING", "PONG");
        for (var i = 0; i < 5; i++)
        {
            using var server = await Loopback.AcceptAsync(backend);
            await server.ReadAsync(4);
            await server.SendAsync("PONG");
            Assert.That((await probes.NextAsync()).IsGood, Is.True);
            probe.RunAfter(TimeSpan.Zero);
        }

        // None of these was late, unless this machine was.
        while (late.Reader.TryRead(out var early))
            Assert.That(early.Took, Is.GreaterThan(early.Usual + TimeSpan.FromMilliseconds(500)));
        using var slow = await Loopback.AcceptAsync(backend);
        await slow.ReadAsync(4);
        var told = await late.Reader.ReadAsync(Loopback.Deadline);
        Assert.That(told.Target.Address, Is.EqualTo(Loopback.AddressOf(backend)));
        Assert.That(told.Took, Is.GreaterThan(told.Usual + TimeSpan.FromMilliseconds(500)));
        await slow.SendAsync("PONG");
        Assert.That((await probes.NextAsync()).IsGood, Is.True);
        Assert.That(late.Reader.Count, Is.Zero);
    }

    [Test]
    public void The_moment_comes_once_and_pauses_of_this_process_do_not_count()
    {
        var mark = new LateMark(1000, TimeSpan.FromMilliseconds(500), stoodStill: 0);
        Assert.That(mark.Left(1100, 0), Is.EqualTo(401));
        Assert.That(mark.Comes(1500, 0), Is.False);
        Assert.That(mark.Comes(1600, 300), Is.False, "It stood still for 300 ms of them.");
        Assert.That(mark.Comes(1900, 300), Is.True);
        Assert.That(mark.Comes(1900, 300), Is.False);
        Assert.That(mark.Left(1900, 300), Is.EqualTo(long.MaxValue));
        Assert.That(new LateMark(1000, null, 0).Comes(long.MaxValue, 0), Is.False);
    }
}
